package io.latentwatch.anpvs.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentwatch.anpvs.mask.MaskSample;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A draw of the masks as arrays of the tensor library.
 *
 * @param arrays {@code [N, features]} by gate name
 * @param factor by which the loss's gradient with respect to them is multiplied on its way to the posteriors
 */
public record DrawnMasks(MaskSample sample, Map<String, NDArray> arrays, double factor) {
    /** Masks through which a gradient flows. */
    static DrawnMasks differentiable(MaskSample sample, NDManager manager, double factor) {
        Map<String, NDArray> arrays = arrays(sample, manager);
        arrays.values().forEach(array -> array.setRequiresGradient(true));
        return new DrawnMasks(sample, arrays, factor);
    }

    /** Masks that are constants to the loss. */
    static Map<String, NDArray> arrays(MaskSample sample, NDManager manager) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        sample.gates().forEach((name, gate) -> {
            long features = gate.features();
            arrays.put(name, manager.create(gate.values(), new Shape(gate.values().length / features, features)));
        });
        return arrays;
    }

    /** After the backward pass: the gradient for the posteriors, by parameter name. */
    public Map<String, double[]> gradient() {
        Map<String, float[]> byMask = new LinkedHashMap<>();
        arrays.forEach((name, array) -> {
            try (NDArray gradient = array.getGradient()) {
                byMask.put(name, gradient.toFloatArray());
            }
        });
        Map<String, double[]> gradient = sample.gradient(byMask);
        gradient.values().forEach(values -> {
            for (int k = 0; k < values.length; k++) {
                values[k] *= factor;
            }
        });
        return gradient;
    }
}
