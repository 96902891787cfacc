package io.latentwatch.evaluation.gradient;

/** Probabilities from logits. */
public final class Softmax {
    private Softmax() {}

    /** Probabilities {@code [N, K]} of logits {@code [N, K]}. */
    public static float[] of(float[] logits, int classes) {
        float[] probabilities = new float[logits.length];
        float[] row = new float[classes];
        for (int from = 0; from < logits.length; from += classes) {
            System.arraycopy(logits, from, row, 0, classes);
            double logOfSum = logOfSum(row);
            for (int k = 0; k < classes; k++) {
                probabilities[from + k] = (float) Math.exp(row[k] - logOfSum);
            }
        }
        return probabilities;
    }

    /** Log of the sum of exponentials; the largest logit is taken out so that nothing overflows. */
    static double logOfSum(float[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        return Math.log(sum) + largest;
    }
}
