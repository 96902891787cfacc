package io.latentwatch.reference.profile;

import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest.Tap;
import io.latentwatch.reference.graph.References;
import java.util.Arrays;
import java.util.List;

/**
 * Collects the reference images' activations and makes references of them: per predicted class and feature the mean and the mean absolute deviation,
 * per feature the mean distance to the squeezed twin. Classes with few images take the figures of all images.
 *
 * <p>Images come twice, first for the means, then for the distances from them: none is kept.
 */
final class ReferenceBuilder {
    /** Classes with fewer images use the figures of all. */
    static final int MINIMUM_PER_CLASS = 20;

    private final List<Tap> taps;
    private final int classes;
    private final int squeezers;
    private final int features;
    private final double[][] mean;
    private final double[][] deviation;
    private final double[] twinSums;
    private final long[] counts;
    private boolean meansAreKnown;

    ReferenceBuilder(List<Tap> taps, int classes, int squeezers) {
        this.taps = taps;
        this.classes = classes;
        this.squeezers = squeezers;
        this.features = taps.stream().mapToInt(Tap::features).sum();
        this.mean = new double[classes + 1][features];
        this.deviation = new double[classes + 1][features];
        this.twinSums = new double[squeezers * features];
        this.counts = new long[classes + 1];
    }

    /**
     * Takes one image in, the first time.
     *
     * @param activations {@code [F]} from the image's place on
     * @param twinDistances {@code [Q x F]} likewise
     * @param row the image's place, counted in images
     */
    void addToMeans(int predictedClass, float[] activations, float[] twinDistances, int row) {
        for (int k : new int[] {predictedClass, classes}) {
            counts[k]++;
            for (int f = 0; f < features; f++) {
                mean[k][f] += activations[row * features + f];
            }
        }
        for (int i = 0; i < twinSums.length; i++) {
            twinSums[i] += twinDistances[row * twinSums.length + i];
        }
    }

    /** Takes one image in, the second time, when all have been there once. */
    void addToDeviations(int predictedClass, float[] activations, int row) {
        if (!meansAreKnown) {
            divide(mean);
            meansAreKnown = true;
        }
        addDistance(deviation[predictedClass], activations, row * features, mean[predictedClass]);
        addDistance(deviation[classes], activations, row * features, mean[classes]);
    }

    /** Images predicted to be of each class. */
    long[] classCounts() {
        return Arrays.copyOf(counts, classes);
    }

    /** The references, when all images have been there twice. */
    References build() {
        divide(deviation);
        return new References(byTap(mean), byTap(deviation), twinByTap());
    }

    private static void addDistance(double[] sums, float[] activations, int from, double[] mean) {
        for (int f = 0; f < sums.length; f++) {
            sums[f] += Math.abs(activations[from + f] - mean[f]);
        }
    }

    private void divide(double[][] sums) {
        for (int k = 0; k <= classes; k++) {
            double n = Math.max(1, counts[k]);
            for (int f = 0; f < features; f++) {
                sums[k][f] /= n;
            }
        }
    }

    private float[][] byTap(double[][] table) {
        float[][] result = new float[taps.size()][];
        int first = 0;
        for (int l = 0; l < taps.size(); l++) {
            int width = taps.get(l).features();
            result[l] = new float[classes * width];
            for (int k = 0; k < classes; k++) {
                double[] row = table[counts[k] < MINIMUM_PER_CLASS ? classes : k];
                for (int f = 0; f < width; f++) {
                    result[l][k * width + f] = finite(row[first + f], taps.get(l), f);
                }
            }
            first += width;
        }
        return result;
    }

    private float[][] twinByTap() {
        float[][] result = new float[taps.size()][];
        int first = 0;
        for (int l = 0; l < taps.size(); l++) {
            int width = taps.get(l).features();
            result[l] = new float[squeezers * width];
            for (int q = 0; q < squeezers; q++) {
                for (int f = 0; f < width; f++) {
                    double mean = twinSums[q * features + first + f] / counts[classes];
                    result[l][q * width + f] = finite(mean, taps.get(l), f);
                }
            }
            first += width;
        }
        return result;
    }

    private static float finite(double value, Tap tap, int feature) {
        if (!Double.isFinite(value)) {
            throw new BundleException(
                    "tap " + tap.name() + ": the reference of feature " + feature + " is " + value
                            + ", expected a finite number; the network gives NaN or infinities on clean images, train it again");
        }
        return (float) value;
    }
}
