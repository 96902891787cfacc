package io.latentwatch.evaluation.adaptive;

/** What stands between a misclassified image and the attacker's goal. Safe for use by several threads. */
public interface Guard {
    /** Whether the image of this {@link ObservedRow} is flagged; its class is the one with the largest logit. */
    boolean flags(float[] row);

    /**
     * How far an image that is taken for a class is from passing: the sum over the scores that exceed their limits of ln(score / limit). 0 passes.
     *
     * @param weight of the slope
     * @param slope of the row, to which the weighted slope of the excess is added
     */
    double excess(float[] row, int predicted, double weight, float[] slope);
}
