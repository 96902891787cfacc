package io.latentwatch.anpvs.objective;

import ai.djl.ndarray.NDArray;
import io.latentwatch.evaluation.images.ImageBatch;

/**
 * A differentiable loss of a network on a batch. Weight decay and the masks' divergence are not part of it: the optimisers add
 * their gradients.
 */
@FunctionalInterface
public interface Objective {
    /** Computes the loss; its arrays belong to the step's manager. */
    Loss of(TrainingPasses passes);

    /** Mean cross-entropy in nats of logits {@code [N, K]} with the batch's labels. */
    static NDArray crossEntropy(NDArray logits, ImageBatch batch) {
        int classes = Math.toIntExact(logits.getShape().get(1));
        float[] picked = new float[batch.count() * classes];
        for (int image = 0; image < batch.count(); image++) {
            picked[image * classes + batch.labels()[image]] = -1f / batch.count();
        }
        NDArray minusOneHot = logits.getManager().create(picked, logits.getShape());
        return logits.logSoftmax(1).mul(minusOneHot).sum();
    }
}
