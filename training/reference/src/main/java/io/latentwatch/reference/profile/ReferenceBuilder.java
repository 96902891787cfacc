package io.latentwatch.reference.profile;

import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest.Tap;
import io.latentwatch.reference.graph.References;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the reference images' activations and makes references of them: per predicted class and feature the mean and the mean absolute deviation,
 * per feature the mean distance to the squeezed twin. Classes with few images take the figures of all images.
 */
final class ReferenceBuilder {
    /** Classes with fewer images use the figures of all. */
    static final int MINIMUM_PER_CLASS = 20;

    private final List<Tap> taps;
    private final int classes;
    private final int squeezers;
    private final int features;
    private final List<float[]> activations = new ArrayList<>();
    private final List<Integer> predicted = new ArrayList<>();
    private final double[] twinSums;

    ReferenceBuilder(List<Tap> taps, int classes, int squeezers) {
        this.taps = taps;
        this.classes = classes;
        this.squeezers = squeezers;
        this.features = taps.stream().mapToInt(Tap::features).sum();
        this.twinSums = new double[squeezers * features];
    }

    /**
     * Takes one image in.
     *
     * @param row {@code [F]} activations
     * @param twinDistances {@code [Q x F]} from the given place on
     */
    void add(int predictedClass, float[] row, float[] twinDistances, int from) {
        activations.add(row);
        predicted.add(predictedClass);
        for (int i = 0; i < twinSums.length; i++) {
            twinSums[i] += twinDistances[from + i];
        }
    }

    /** Images predicted to be of each class. */
    long[] classCounts() {
        long[] counts = new long[classes];
        predicted.forEach(k -> counts[k]++);
        return counts;
    }

    References build() {
        long[] counts = classCounts();
        double[][] mean = new double[classes + 1][features];
        double[][] deviation = new double[classes + 1][features];
        for (int i = 0; i < activations.size(); i++) {
            addTo(mean[predicted.get(i)], activations.get(i));
            addTo(mean[classes], activations.get(i));
        }
        divide(mean, counts);
        for (int i = 0; i < activations.size(); i++) {
            int k = predicted.get(i);
            addDistance(deviation[k], activations.get(i), mean[k]);
            addDistance(deviation[classes], activations.get(i), mean[classes]);
        }
        divide(deviation, counts);
        return new References(byTap(mean, counts), byTap(deviation, counts), twinByTap());
    }

    private static void addTo(double[] sums, float[] row) {
        for (int f = 0; f < sums.length; f++) {
            sums[f] += row[f];
        }
    }

    private static void addDistance(double[] sums, float[] row, double[] mean) {
        for (int f = 0; f < sums.length; f++) {
            sums[f] += Math.abs(row[f] - mean[f]);
        }
    }

    private void divide(double[][] sums, long[] counts) {
        for (int k = 0; k <= classes; k++) {
            double n = Math.max(1, k == classes ? activations.size() : counts[k]);
            for (int f = 0; f < features; f++) {
                sums[k][f] /= n;
            }
        }
    }

    private float[][] byTap(double[][] table, long[] counts) {
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
                    double mean = twinSums[q * features + first + f] / activations.size();
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
