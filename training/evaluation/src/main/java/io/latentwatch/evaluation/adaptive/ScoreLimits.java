package io.latentwatch.evaluation.adaptive;

import java.util.function.DoublePredicate;

/**
 * The largest values of raw scores that pass, by class and score. Scores are of very different sizes (a confidence of 1e-6, an activation distance of 2), so
 * what exceeds a limit is counted in powers of e, not in the score's own units.
 *
 * @param limits {@code [K][S]}; infinite for scores that do not matter
 */
@SuppressWarnings("ArrayRecordComponent") // made once, shared, never compared
record ScoreLimits(RawScores scores, double[][] limits) {
    /** A limit of 0, which some scores have, would be infinitely far below everything. */
    private static final double SMALLEST = 1e-6;

    private static final double LARGEST = 1e9;
    private static final int HALVINGS = 100;

    double excess(float[] row, int predicted, double weight, float[] slope) {
        double excess = 0;
        for (int score = 0; score < scores.count(); score++) {
            double limit = limits[predicted][score];
            if (limit < Double.POSITIVE_INFINITY) {
                double value = scores.atAndAbove(row, predicted, score, limit, weight, slope);
                excess += value > limit ? Math.log(value / limit) : 0;
            }
        }
        return excess;
    }

    /** The largest value that passes, of all from {@value #SMALLEST} on; the larger a value, the less it passes. */
    static double largest(DoublePredicate passes) {
        double low = SMALLEST;
        double high = LARGEST;
        if (passes.test(high)) {
            return Double.POSITIVE_INFINITY;
        }
        for (int i = 0; i < HALVINGS && high / low > 1 + 1e-7; i++) {
            double middle = Math.sqrt(low * high);
            if (passes.test(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
