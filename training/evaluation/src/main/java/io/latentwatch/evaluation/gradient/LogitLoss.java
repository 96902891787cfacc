package io.latentwatch.evaluation.gradient;

import java.util.Optional;

/**
 * A loss as a function of an image's logits alone, which an attack raises. Stateless: the same arguments give the same answer,
 * so it may be used by several threads.
 */
@FunctionalInterface
public interface LogitLoss {
    /**
     * The loss of one image, and its gradient with respect to that image's logits.
     *
     * @param image position in the batch, for losses that hold something for each image
     * @param label true class
     * @param logits {@code [K]}, not changed
     * @param slope {@code [K]}, overwritten with the gradient
     */
    double at(int image, int label, float[] logits, float[] slope);

    /**
     * The slope as far as it is known before the logits are; empty if it depends on them in another way than by their softmax.
     * Where it is known, one run of a network gives loss and gradient; else a forward run comes first.
     *
     * @param classes K
     */
    default Optional<KnownSlope> knownSlope(int image, int label, int classes) {
        return Optional.empty();
    }

    /** This loss for a smaller batch: image i of it is image {@code positions[i]} of the present one. */
    default LogitLoss select(int[] positions) {
        LogitLoss whole = this;
        return new LogitLoss() {
            @Override
            public double at(int image, int label, float[] logits, float[] slope) {
                return whole.at(positions[image], label, logits, slope);
            }

            @Override
            public Optional<KnownSlope> knownSlope(int image, int label, int classes) {
                return whole.knownSlope(positions[image], label, classes);
            }
        };
    }
}
