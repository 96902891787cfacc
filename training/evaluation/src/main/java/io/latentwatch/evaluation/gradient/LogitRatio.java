package io.latentwatch.evaluation.gradient;

import java.util.Arrays;

/**
 * The difference of logits ratio (Croce and Hein, ICML 2020, section 4), which neither shifting nor scaling
 * the logits changes. With z falling from z1 on and y the true class:
 *
 * <ul>
 *   <li>untargeted: {@code (largest other logit - zy) / (z1 - z3)}, over 0 where the image is misclassified; needs 3 classes
 *   <li>towards class t: {@code (zt - zy) / (z1 - (z3 + z4) / 2)}; needs 4 classes
 * </ul>
 *
 * 1e-12 is added to the denominator.
 *
 * @param target the class t, or {@link #UNTARGETED}
 */
public record LogitRatio(int target) implements LogitLoss {
    public static final int UNTARGETED = -1;

    private static final double SMALL = 1e-12;

    public static LogitRatio untargeted() {
        return new LogitRatio(UNTARGETED);
    }

    @Override
    public double at(int image, int label, float[] logits, float[] slope) {
        int needed = target == UNTARGETED ? 3 : 4;
        if (logits.length < needed) {
            throw new IllegalArgumentException(
                    "%s: expected at least %d classes, found %d; use the margin or the cross-entropy instead"
                            .formatted(this, needed, logits.length));
        }
        int[] falling = LogitOrder.falling(logits);
        int other = target == UNTARGETED ? LogitOrder.largestBut(logits, label) : target;
        double fourthsShare = target == UNTARGETED ? 0 : 0.5;
        double denominator = SMALL
                + logits[falling[0]]
                - (1 - fourthsShare) * logits[falling[2]]
                - (fourthsShare == 0 ? 0 : fourthsShare * logits[falling[3]]);
        double ratio = ((double) logits[other] - logits[label]) / denominator;
        Arrays.fill(slope, 0);
        slope[other] += (float) (1 / denominator);
        slope[label] -= (float) (1 / denominator);
        slope[falling[0]] -= (float) (ratio / denominator);
        slope[falling[2]] += (float) ((1 - fourthsShare) * ratio / denominator);
        if (fourthsShare > 0) {
            slope[falling[3]] += (float) (fourthsShare * ratio / denominator);
        }
        return ratio;
    }

    @Override
    public String toString() {
        return target == UNTARGETED ? "dlr" : "dlr to class " + target;
    }
}
