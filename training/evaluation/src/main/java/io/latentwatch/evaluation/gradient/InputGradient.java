package io.latentwatch.evaluation.gradient;

import io.latentwatch.evaluation.images.ImageBatch;

/**
 * A classifier's loss on a batch and its gradient with respect to the pixels, weights held fixed.
 *
 * <p>There is one loss per image; the gradient is that of their <em>sum</em>, so an image's gradient does not depend on what else
 * is in the batch. The network is in test mode. Images must be float32 {@code [N, C, H, W]}; N may change from call to call.
 * Whether several threads may use it, each implementation says.
 */
public interface InputGradient extends AutoCloseable {
    /**
     * The losses and the gradient of a batch.
     *
     * @throws IllegalArgumentException if the images have another shape than the network takes, or a label is not one of its
     *     classes
     */
    InputLoss at(ImageBatch batch, LogitLoss loss);

    /** With the cross-entropy: what training asks for. */
    default InputLoss at(ImageBatch batch) {
        return at(batch, new CrossEntropy());
    }

    /**
     * The logits {@code [N, K]} alone: no backward run.
     *
     * @throws IllegalArgumentException if the images have another shape than the network takes
     */
    float[] logits(ImageBatch batch);

    /** Frees native memory. */
    @Override
    void close();
}
