package io.latentwatch.anpvs.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.evaluation.images.ImageBatch;

/** A differentiable loss of a network on a batch. Weight decay is not part of it: the optimiser adds its gradient. */
public interface Objective {
    /**
     * Computes the loss; its arrays belong to the manager.
     *
     * @param clean the batch
     * @param adversarial the same images attacked; the clean batch again where the method attacks nothing
     */
    Loss of(DjlNetwork network, NDManager manager, ImageBatch clean, ImageBatch adversarial);

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
