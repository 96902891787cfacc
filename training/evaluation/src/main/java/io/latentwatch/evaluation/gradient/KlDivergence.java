package io.latentwatch.evaluation.gradient;

import java.util.Arrays;
import java.util.Optional;

/**
 * KL(p || softmax(z)) in nats to fixed probabilities p of each image, which raises the same as the cross-entropy with soft labels
 * p; its slope is softmax minus p. With the clean images' probabilities it is the attack of TRADES (Zhang et al., ICML 2019).
 *
 * @param probabilities {@code [N, K]} of the batch that is attacked, each row with the sum 1; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Made for each batch, never compared.
public record KlDivergence(float[] probabilities) implements LogitLoss {
    /** To the softmax of these logits {@code [images, K]}. */
    public static KlDivergence from(float[] logits, int images) {
        return new KlDivergence(Softmax.of(logits, logits.length / images));
    }

    @Override
    public double at(int image, int label, float[] logits, float[] slope) {
        double logOfSum = Softmax.logOfSum(logits);
        double divergence = 0;
        for (int k = 0; k < logits.length; k++) {
            double p = probabilities[image * logits.length + k];
            double logOfQ = logits[k] - logOfSum;
            if (p > 0) {
                divergence += p * (Math.log(p) - logOfQ);
            }
            slope[k] = (float) (Math.exp(logOfQ) - p);
        }
        return divergence;
    }

    @Override
    public Optional<KnownSlope> knownSlope(int image, int label, int classes) {
        return Optional.of(
                new KnownSlope(1, Arrays.copyOfRange(probabilities, image * classes, (image + 1) * classes)));
    }

    @Override
    public String toString() {
        return "kl-divergence";
    }
}
