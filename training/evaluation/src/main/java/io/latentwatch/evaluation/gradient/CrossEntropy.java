package io.latentwatch.evaluation.gradient;

import java.util.Optional;

/** The cross-entropy of the softmax of the logits with the true class, in nats; its slope is softmax minus one-hot. */
public record CrossEntropy() implements LogitLoss {
    @Override
    public double at(int image, int label, float[] logits, float[] slope) {
        double logOfSum = Softmax.logOfSum(logits);
        for (int k = 0; k < logits.length; k++) {
            slope[k] = (float) (Math.exp(logits[k] - logOfSum) - (k == label ? 1 : 0));
        }
        return logOfSum - logits[label];
    }

    @Override
    public Optional<KnownSlope> knownSlope(int image, int label, int classes) {
        float[] oneHot = new float[classes];
        oneHot[label] = 1;
        return Optional.of(new KnownSlope(1, oneHot));
    }

    @Override
    public String toString() {
        return "cross-entropy";
    }
}
