package io.latentwatch.evaluation.adaptive;

import io.latentwatch.evaluation.gradient.LogitLoss;
import java.util.Arrays;

/**
 * What an attack wants of each image of a batch, as losses over observed rows.
 *
 * @param targets class that each is to be taken for
 * @param weights of the detector against the margin
 * @param models rows of clean images of the target classes; null where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // the attacks' inner loop: used once, never compared
record Aim(RawScores scores, Guard guard, int[] targets, double[] weights, float[][] models) {
    /** Logits by which the target is to lead; more is for the detector to ask. */
    private static final double LEAD = 1;

    /** The target's lead, at most {@link #LEAD}. */
    LogitLoss margin() {
        return (image, label, row, slope) -> {
            Arrays.fill(slope, 0);
            return addMargin(image, row, slope);
        };
    }

    /** Less excess. */
    LogitLoss passing() {
        return (image, label, row, slope) -> {
            Arrays.fill(slope, 0);
            return -guard.excess(row, targets[image], -1, slope);
        };
    }

    LogitLoss penalised() {
        return (image, label, row, slope) -> {
            Arrays.fill(slope, 0);
            double lead = addMargin(image, row, slope);
            return lead - weights[image] * guard.excess(row, targets[image], -weights[image], slope);
        };
    }

    LogitLoss selective() {
        LogitLoss margin = margin();
        LogitLoss passing = passing();
        return (image, label, row, slope) -> (reached(image, row, 0) ? passing : margin).at(image, label, row, slope);
    }

    /** Less the mean squared distance of the activations from the model's, in the scales of the target class, every tap weighing the same. */
    LogitLoss likeness() {
        return (image, label, row, slope) -> {
            Arrays.fill(slope, 0);
            return models[image] == null
                    ? addMargin(image, row, slope)
                    : -scores.distance(row, models[image], targets[image], -1, slope);
        };
    }

    /** Whether the target leads as it should. */
    boolean reached(int image, float[] rows, int from) {
        int classes = scores.row().classes();
        float[] logits = Arrays.copyOfRange(rows, from, from + classes);
        return scores.row().margin(logits, targets[image]) >= LEAD;
    }

    private double addMargin(int image, float[] row, float[] slope) {
        int target = targets[image];
        double lead = scores.row().margin(row, target);
        if (lead >= LEAD) {
            return LEAD;
        }
        slope[target] += 1;
        slope[scores.row().largestBut(row, target)] -= 1;
        return lead;
    }
}
