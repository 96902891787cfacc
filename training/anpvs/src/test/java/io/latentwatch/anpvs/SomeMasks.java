package io.latentwatch.anpvs;

import io.latentwatch.anpvs.mask.MaskSettings;
import io.latentwatch.anpvs.mask.Masks;
import io.latentwatch.anpvs.network.NetworkSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/** Masks of different values, some of them closed. */
public final class SomeMasks {
    public static final MaskSettings SETTINGS = new MaskSettings(4, 1e-4, 0.1, 10, 1e-3, null, null);

    private SomeMasks() {}

    /** For every gate of the network, those features closed whose index the predicate holds of. */
    public static Masks of(NetworkSpec spec, IntPredicate closed) {
        Masks initial = Masks.initial(spec, SETTINGS);
        Map<String, float[]> parameters = new LinkedHashMap<>();
        initial.parameters().forEach((name, values) -> {
            float[] others = values.clone();
            if (name.endsWith(".a")) {
                for (int k = 0; k < others.length; k++) {
                    others[k] = closed.test(k) ? -9 : (k % 7) * 0.3f;
                }
            }
            parameters.put(name, others);
        });
        return initial.with(parameters);
    }
}
