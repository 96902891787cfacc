package io.latentwatch.evaluation.gradient;

import java.util.Optional;

/**
 * Where the backward part begins: for each image the gradient of its loss with respect to its logits is
 * {@code softmaxWeight * softmax(z) - target}.
 *
 * @param softmaxWeight {@code [N, 1]}
 * @param target {@code [N, K]}
 */
@SuppressWarnings("ArrayRecordComponent") // The attacks' inner loop: used once, never compared.
record LogitSeed(float[] softmaxWeight, float[] target) {
    /** Before the logits are known; empty if the slope of an image needs them. */
    static Optional<LogitSeed> known(LogitLoss loss, int[] labels, int classes) {
        float[] weight = new float[labels.length];
        float[] target = new float[labels.length * classes];
        for (int image = 0; image < labels.length; image++) {
            Optional<KnownSlope> slope = loss.knownSlope(image, labels[image], classes);
            if (slope.isEmpty()) {
                return Optional.empty();
            }
            weight[image] = slope.get().softmaxWeight();
            System.arraycopy(slope.get().target(), 0, target, image * classes, classes);
        }
        return Optional.of(new LogitSeed(weight, target));
    }

    /** Once they are. */
    static LogitSeed of(LogitLosses losses) {
        float[] target = losses.slopes().clone();
        for (int i = 0; i < target.length; i++) {
            target[i] = -target[i];
        }
        return new LogitSeed(new float[losses.values().length], target);
    }
}
