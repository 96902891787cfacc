package io.latentwatch.evaluation.detect;

import io.latentwatch.evaluation.statistics.RankCorrelation;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Two samples, compared by rank (Mann and Whitney 1947). */
final class RankComparison {
    private RankComparison() {}

    /**
     * The area under the ROC curve: the chance that a value of the first sample exceeds one of the second, ties counted half.
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
}
