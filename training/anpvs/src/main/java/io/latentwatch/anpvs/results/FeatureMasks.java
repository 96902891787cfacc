package io.latentwatch.anpvs.results;

import io.latentwatch.anpvs.network.Layer;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.anpvs.prune.Compaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The masks of the features that are watched: for each tap, E[pi] of every feature of the unpruned layer, 0 where the feature was
 * removed, whether by its own gate or because nothing reads it any more. The others, in order, are the features that the
 * compacted network has there.
 */
final class FeatureMasks {
    private final NetworkSpec spec;
    private final Map<String, float[]> gates;
    private final Map<String, int[]> left;
    private final Map<String, List<Float>> masks = new LinkedHashMap<>();
    private String layer;
    private String tap;
    private float[] values;

    private FeatureMasks(NetworkSpec spec, Map<String, float[]> gates) {
        this.spec = spec;
        this.gates = gates;
        this.left = Compaction.of(spec, gates).open();
    }

    /**
     * By tap; empty without masks.
     *
     * @param gates test-time masks by gate name
     */
    static Map<String, List<Float>> of(NetworkSpec spec, Map<String, float[]> gates) {
        return gates.isEmpty() ? Map.of() : new FeatureMasks(spec, gates).walk();
    }

    private Map<String, List<Float>> walk() {
        for (int i = 0; i < spec.layers().size(); i++) {
            Layer next = spec.layers().get(i);
            if (next instanceof Layer.Flatten) {
                finish();
            } else if (left.containsKey(next.name())) {
                finish();
                layer = next.name();
                values = new float[spec.shapes().get(i + 1).channels()];
                Arrays.fill(values, 1);
            } else if (layer != null && next instanceof Layer.Relu) {
                tap = next.name();
            } else if (layer != null && next instanceof Layer.Gate && gates.containsKey(next.name())) {
                values = gates.get(next.name());
            }
        }
        finish();
        return masks;
    }

    private void finish() {
        if (layer != null && tap != null) {
            Float[] full = new Float[values.length];
            Arrays.fill(full, 0f);
            for (int feature : left.get(layer)) {
                full[feature] = values[feature];
            }
            masks.put(tap, new ArrayList<>(Arrays.asList(full)));
        }
        layer = null;
        tap = null;
    }
}
