package io.latentwatch.evaluation.detect;

import io.latentwatch.evaluation.statistics.RankCorrelation;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Two samples, compared by rank. */
final class RankComparison {
    private RankComparison() {}

    /**
     * The area under the ROC curve: the chance that a value of the first sample exceeds one of the second, ties counted half (Mann and Whitney 1947).
     *
     * @param positives at least one
     * @param negatives at least one
     */
    static double area(double[] positives, double[] negatives) {
        double[] ranks = RankCorrelation.ranks(DoubleStream.concat(Arrays.stream(positives), Arrays.stream(negatives))
                .toArray());
        double n = positives.length;
        double sum = Arrays.stream(ranks, 0, positives.length).sum();
        return (sum - n * (n + 1) / 2) / n / negatives.length;
    }

    /**
     * Kolmogorov's distance: by how much the shares of the two samples at or below a value differ at most, in [0,1].
     *
     * @param one at least one value
     * @param other at least one value
     */
    static double distance(double[] one, double[] other) {
        double[] first = Arrays.stream(one).sorted().toArray();
        double[] second = Arrays.stream(other).sorted().toArray();
        double largest = 0;
        int i = 0;
        int j = 0;
        while (i < first.length && j < second.length) {
            double value = Math.min(first[i], second[j]);
            while (i < first.length && first[i] == value) {
                i++;
            }
            while (j < second.length && second[j] == value) {
                j++;
            }
            largest = Math.max(largest, Math.abs((double) i / first.length - (double) j / second.length));
        }
        return largest;
    }
}
