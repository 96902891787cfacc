package io.latentwatch.evaluation.gradient;

import java.util.Arrays;
import java.util.Optional;

/**
 * The logit of one class minus that of the true one.
 *
 * @param target the class, not the true one
 */
public record LogitDifference(int target) implements LogitLoss {
    @Override
    public double at(int image, int label, float[] logits, float[] slope) {
        Arrays.fill(slope, 0);
        slope[target] = 1;
        slope[label] = -1;
        return (double) logits[target] - logits[label];
    }

    @Override
    public Optional<KnownSlope> knownSlope(int image, int label, int classes) {
        float[] target = new float[classes];
        target[this.target] = -1;
        target[label] = 1;
        return Optional.of(new KnownSlope(0, target));
    }

    @Override
    public String toString() {
        return "logit difference to class " + target;
    }
}
