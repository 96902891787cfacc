package io.latentwatch.anpvs.network;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A trainable tensor: its name, its shape, and how it begins.
 *
 * @param shape weights {@code [out, in, height, width]} or {@code [out, in]}, biases {@code [out]}
 * @param fanIn values that one output is made of
 * @param fanOut outputs that one value takes part in
 */
public record Parameter(String name, List<Long> shape, int fanIn, int fanOut) {
    public Parameter {
        shape = List.copyOf(shape);
    }

    static Parameter bias(String layer, int units) {
        return new Parameter(layer + ".bias", List.of((long) units), units, units);
    }

    public int size() {
        return Math.toIntExact(shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact));
    }

    /**
     * Glorot uniform, biases too: {@code U(-l, l)} with {@code l = sqrt(6 / (fanIn + fanOut))}, as the released code has it
     * (specification section 1.3).
     */
    public float[] initialValues(SplittableRandom random) {
        double limit = Math.sqrt(6.0 / (fanIn + fanOut));
        float[] values = new float[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (limit * (2 * random.nextDouble() - 1));
        }
        return values;
    }
}
