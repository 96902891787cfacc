package io.latentwatch.reference.graph;

import io.latentwatch.bundle.Manifest;
import java.util.Arrays;
import java.util.List;

/**
 * What clean images look like inside: per tap, predicted class and feature. The arrays are not copied.
 *
 * @param mean {@code [L][K x F_l]}, activation
 * @param deviation {@code [L][K x F_l]}, mean absolute deviation of the activation, at least 0
 * @param twin {@code [L][Q x F_l]}, mean distance between the maps of an image and of its squeezed twin, at least 0
 */
public record References(float[][] mean, float[][] deviation, float[][] twin) {
    /** Share of the layer's median that is added to a scale, so that features which hardly move on clean images do not dominate. */
    public static final double FLOOR_SHARE = 0.1;

    /** References under which deviations are the activations themselves: for the profiling run, which has no others yet. */
    public static References neutral(List<Manifest.Tap> taps, int classes, int squeezers) {
        return new References(filled(taps, classes, 0), filled(taps, classes, 1), filled(taps, squeezers, 1));
    }

    private static float[][] filled(List<Manifest.Tap> taps, int rows, float value) {
        float[][] tables = new float[taps.size()][];
        for (int l = 0; l < tables.length; l++) {
            tables[l] = new float[rows * taps.get(l).features()];
            Arrays.fill(tables[l], value);
        }
        return tables;
    }

    /** 1 / (scale + 0.1 x the layer's median positive scale), for every entry of a tap's table. */
    static float[] inverse(float[] scales) {
        double floor = FLOOR_SHARE * medianPositive(scales);
        float[] inverse = new float[scales.length];
        for (int i = 0; i < scales.length; i++) {
            inverse[i] = (float) (1 / (scales[i] + floor));
        }
        return inverse;
    }

    /** The median of the positive entries; 1 where there is none, so that a layer that never moves has distances in its own units. */
    private static double medianPositive(float[] scales) {
        float[] positive = new float[scales.length];
        int count = 0;
        for (float scale : scales) {
            if (scale > 0) {
                positive[count++] = scale;
            }
        }
        if (count == 0) {
            return 1;
        }
        Arrays.sort(positive, 0, count);
        return count % 2 == 1 ? positive[count / 2] : (positive[count / 2 - 1] + (double) positive[count / 2]) / 2;
    }
}
