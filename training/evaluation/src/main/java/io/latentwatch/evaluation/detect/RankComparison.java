package io.latentwatch.evaluation.detect;

import java.util.Arrays;

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
        double[] sorted = negatives.clone();
        Arrays.sort(sorted);
        double sum = 0;
        for (double positive : positives) {
            sum += (below(sorted, positive) + notAbove(sorted, positive)) / 2.0;
        }
        return sum / positives.length / sorted.length;
    }

    private static int below(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int notAbove(double[] sorted, double value) {
        return below(sorted, Math.nextUp(value));
    }
}
