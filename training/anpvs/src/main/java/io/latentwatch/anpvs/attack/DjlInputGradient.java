package io.latentwatch.anpvs.attack;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.latentwatch.anpvs.masked.MaskedNetwork;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputLoss;
import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.gradient.LogitLosses;
import io.latentwatch.evaluation.images.ImageBatch;

/**
 * The input gradient by DJL's automatic differentiation. The weights are frozen from construction to {@link #close}: else
 * their gradients would leak into the next training step. For one thread.
 *
 * <p>One run whatever the loss: its slope at the logits is computed in Java between the forward and the backward part.
 */
public final class DjlInputGradient implements InputGradient {
    private final MaskedNetwork network;
    private final NDManager manager;

    public DjlInputGradient(MaskedNetwork network, NDManager parent) {
        this.network = network;
        this.manager = parent.newSubManager();
        network.network().setTrainable(false);
    }

    @Override
    public InputLoss at(ImageBatch batch, LogitLoss loss) {
        try (NDManager scratch = manager.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray images = network.network().input(scratch, batch);
            images.setRequiresGradient(true);
            NDArray logits = network.logits(images);
            float[] values = logits.toFloatArray();
            LogitLosses losses = LogitLosses.of(loss, values, batch.labels());
            collector.backward(logits.mul(scratch.create(losses.slopes(), logits.getShape()))
                    .sum());
            try (NDArray gradient = images.getGradient()) {
                return new InputLoss(losses.values(), gradient.toFloatArray(), values);
            }
        }
    }

    @Override
    public float[] logits(ImageBatch batch) {
        try (NDManager scratch = manager.newSubManager()) {
            return network.logits(network.network().input(scratch, batch)).toFloatArray();
        }
    }

    @Override
    public void close() {
        network.network().setTrainable(true);
        manager.close();
    }
}
