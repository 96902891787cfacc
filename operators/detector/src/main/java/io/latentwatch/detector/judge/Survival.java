package io.latentwatch.detector.judge;

import java.util.Arrays;

/**
 * How often clean images reach a score: the empirical survival function, with an exponential tail fitted beyond the top 5 %, so that it has no floor:
 * plain conformal p-values stop at 1 / (n + 1), and a combination of them then loses a single decisive score.
 */
final class Survival {
    /** Share of the images that the tail is fitted on. */
    static final double TAIL_SHARE = 0.05;

    private final float[] sorted;
    private final double tailStart;
    private final double tailMean;

    /**
     * @param sorted scores of clean images, ascending; at least one
     * @param tailStart where the tail begins
     * @param tailMean mean of what the tail's scores exceed its start by, above 0
     */
    Survival(float[] sorted, double tailStart, double tailMean) {
        this.sorted = sorted;
        this.tailStart = tailStart;
        this.tailMean = tailMean;
    }

    /** Fits the tail. The scores are sorted in place. */
    static Survival fit(float[] scores) {
        Arrays.sort(scores);
        int tail = tailSize(scores.length);
        double start = scores[Math.max(0, scores.length - 1 - tail)];
        double excess = 0;
        for (int i = scores.length - tail; i < scores.length; i++) {
            excess += scores[i] - start;
        }
        double smallest = Math.max(Math.abs(start), 1e-6) * 1e-6; // scores that are all equal have no tail to fit
        return new Survival(scores, start, Math.max(excess / tail, smallest));
    }

    /** Minus the natural logarithm of the share of clean images that reach the score; at least 0. */
    double minusLog(float score) {
        int n = sorted.length;
        if (score > tailStart) {
            return (score - tailStart) / tailMean - Math.log((1.0 + tailSize(n)) / (n + 1));
        }
        return -Math.log((1.0 + n - firstAtLeast(sorted, score)) / (n + 1));
    }

    float[] sorted() {
        return sorted;
    }

    double tailStart() {
        return tailStart;
    }

    double tailMean() {
        return tailMean;
    }

    private static int tailSize(int n) {
        return Math.max(1, (int) Math.ceil(TAIL_SHARE * n));
    }

    private static int firstAtLeast(float[] sorted, float score) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < score) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
