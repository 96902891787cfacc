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
     * Folds and compacts a network.
     *
     * @param weights by parameter name, of {@code spec}
     * @param gates test-time masks by gate name; a gate that is not named is open
     */
    public static Deployed of(NetworkSpec spec, Map<String, float[]> weights, Map<String, float[]> gates) {
        Compaction compaction = Compaction.of(spec, gates);
        return new Deployed(compaction.spec(), compaction.cut(Folding.fold(spec, weights, gates)));
    }
}
