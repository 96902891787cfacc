package io.latentwatch.evaluation.cost;

import java.util.Arrays;

/** Images to time a network on: their content does not matter, but all zeros would be a special case. */
final class GreyImages {
    private static final float GREY = 0.5f;

    private GreyImages() {}

    static float[] of(long[] shape) {
        float[] pixels = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        Arrays.fill(pixels, GREY);
        return pixels;
    }
}
