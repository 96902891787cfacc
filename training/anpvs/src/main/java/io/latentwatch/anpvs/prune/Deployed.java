package io.latentwatch.anpvs.prune;

import io.latentwatch.anpvs.network.NetworkSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What runs in production: no gates, no batch normalisation, no dropout, and nothing of what closed gates removed.
 *
 * @param weights by parameter name, row-major
 */
public record Deployed(NetworkSpec spec, Map<String, float[]> weights) {
    public Deployed {
        weights = new LinkedHashMap<>(weights);
    }

    /**
     * Folds and compacts a network; one without any layer of training is what runs already. Weights below the smallest normal number (1.2e-38) become 0: they
     * change no sum, and a processor may take a hundred times as long over each.
     *
     * @param weights by parameter name, of {@code spec}
     * @param gates test-time masks by gate name; a gate that is not named is open
     */
    public static Deployed of(NetworkSpec spec, Map<String, float[]> weights, Map<String, float[]> gates) {
        if (spec.equals(spec.deployed())) {
            return normal(spec, weights);
        }
        Compaction compaction = Compaction.of(spec, gates);
        return normal(compaction.spec(), compaction.cut(Folding.fold(spec, weights, gates)));
    }

    private static Deployed normal(NetworkSpec spec, Map<String, float[]> weights) {
        Map<String, float[]> normal = new LinkedHashMap<>(weights);
        normal.replaceAll((name, values) -> withoutSubnormals(values));
        return new Deployed(spec, normal);
    }

    private static float[] withoutSubnormals(float[] values) {
        float[] normal = values.clone();
        for (int i = 0; i < normal.length; i++) {
            normal[i] = Math.abs(normal[i]) < Float.MIN_NORMAL ? 0 : normal[i];
        }
        return normal;
    }
}
