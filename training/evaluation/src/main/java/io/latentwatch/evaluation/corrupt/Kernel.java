package io.latentwatch.evaluation.corrupt;

import io.latentwatch.evaluation.images.Bilinear;
import java.util.function.ToDoubleBiFunction;

/**
 * A blur: weights that add up to 1 around each pixel. Beyond the edges a plane goes on as in a mirror.
 *
 * @param radius of the square that the weights fill
 * @param weights {@code [2 radius + 1, 2 radius + 1]}
 */
@SuppressWarnings("ArrayRecordComponent") // used once, never compared
record Kernel(int radius, double[] weights) {
    /** Samples a pixel in each direction: a disc's edge and a line cut through pixels. */
    private static final int SAMPLES = 8;

    private static final double DEVIATIONS = 3;

    /** A Gaussian bell, cut off at three standard deviations. */
    static Kernel gaussian(double sigma) {
        int radius = (int) Math.ceil(DEVIATIONS * sigma);
        return of(radius, (x, y) -> Math.exp(-(x * x + y * y) / (2 * sigma * sigma)), 1);
    }

    /** An evenly lit disc, as a lens out of focus makes of a point. */
    static Kernel disc(double radius) {
        return of((int) Math.ceil(radius), (x, y) -> x * x + y * y <= radius * radius ? 1.0 : 0.0, SAMPLES);
    }

    /**
     * A line a pixel wide, evenly lit, as a moving camera makes of a point.
     *
     * @param length in pixels
     * @param angle in radians
     */
    static Kernel line(double length, double angle) {
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double half = Math.max(length, 1) / 2;
        return of(
                (int) Math.ceil(half),
                (x, y) -> Math.abs(x * cos + y * sin) <= half && Math.abs(y * cos - x * sin) <= 0.5 ? 1.0 : 0.0,
                SAMPLES);
    }

    private static Kernel of(int radius, ToDoubleBiFunction<Double, Double> weight, int samples) {
        int side = 2 * radius + 1;
        double[] weights = new double[side * side];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double centre = 0.5 / samples - 0.5;
            for (int sample = 0; sample < samples * samples; sample++) {
                int across = sample % samples;
                int down = sample / samples;
                double x = i % side - radius + centre + (double) across / samples;
                double y = Math.floorDiv(i, side) - radius + centre + (double) down / samples;
                weights[i] += weight.applyAsDouble(x, y);
            }
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return new Kernel(radius, weights);
    }

    /** A blurred copy of a plane. */
    float[] apply(float[] plane, int height, int width) {
        int side = 2 * radius + 1;
        float[] blurred = new float[plane.length];
        for (int i = 0; i < plane.length; i++) {
            double sum = 0;
            for (int k = 0; k < weights.length; k++) {
                if (weights[k] > 0) {
                    int row = Bilinear.mirrored(i / width + k / side - radius, height);
                    int column = Bilinear.mirrored(i % width + k % side - radius, width);
                    sum += weights[k] * plane[row * width + column];
                }
            }
            blurred[i] = (float) sum;
        }
        return blurred;
    }

    /** The same for every plane. */
    Picture apply(Picture picture) {
        return picture.eachPlane(plane -> apply(plane, picture.height(), picture.width()));
    }
}
