package io.latentwatch.anpvs.network;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A tensor of a network: its name, its shape, and how it begins.
 *
 * @param shape weights {@code [out, in, height, width]} or {@code [out, in]}, the map of a shift {@code [channels, height, width]}, all
 *     else {@code [features]}
 * @param trained whether the optimiser moves it; the moving averages of a batch normalisation move by themselves
 */
public record Parameter(String name, List<Long> shape, Start start, boolean trained) {
    public Parameter {
        shape = List.copyOf(shape);
    }

    /** How a tensor begins. */
    public sealed interface Start {}

    /** The same value everywhere. */
    public record Constant(float value) implements Start {}

    /**
     * Glorot uniform: {@code U(-l, l)} with {@code l = sqrt(6 / (fanIn + fanOut))}.
     *
     * @param fanIn values that one output is made of
     * @param fanOut outputs that one value takes part in
     */
    public record GlorotUniform(int fanIn, int fanOut) implements Start {}

    static Parameter weight(String layer, List<Long> shape, int fanIn, int fanOut) {
        return new Parameter(layer + ".weight", shape, new GlorotUniform(fanIn, fanOut), true);
    }

    /** Biases begin Glorot uniform too, as the released code has it (training/METHOD.md). */
    static Parameter bias(String layer, int units) {
        return new Parameter(layer + ".bias", List.of((long) units), new GlorotUniform(units, units), true);
    }

    /** Whether it is a weight of a convolution or a dense layer: nothing that is added, no part of a normalisation. */
    public boolean isWeight() {
        return shape.size() == 4 || shape.size() == 2;
    }

    public int size() {
        return Math.toIntExact(shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact));
    }

    /** Fresh values. */
    public float[] initialValues(SplittableRandom random) {
        float[] values = new float[size()];
        if (start instanceof GlorotUniform glorot) {
            double limit = Math.sqrt(6.0 / (glorot.fanIn() + glorot.fanOut()));
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (limit * (2 * random.nextDouble() - 1));
            }
        } else if (start instanceof Constant constant) {
            Arrays.fill(values, constant.value());
        }
        return values;
    }
}
