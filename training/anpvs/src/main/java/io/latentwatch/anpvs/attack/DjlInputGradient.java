package io.latentwatch.anpvs.attack;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.latentwatch.anpvs.masked.MaskedNetwork;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputLoss;
import io.latentwatch.evaluation.images.ImageBatch;

/**
 * The input gradient by DJL's automatic differentiation. The weights are frozen from construction to {@link #close}: else
 * their gradients would leak into the next training step.
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
    public InputLoss at(ImageBatch batch) {
        try (NDManager scratch = manager.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray images = network.network().input(scratch, batch);
            images.setRequiresGradient(true);
            NDArray logProbabilities = network.logits(images).logSoftmax(1);
            NDArray losses = logProbabilities
                    .mul(minusOneHot(scratch, batch, logProbabilities))
                    .sum(new int[] {1});
            collector.backward(losses.sum());
            try (NDArray gradient = images.getGradient()) {
                return new InputLoss(losses.toFloatArray(), gradient.toFloatArray());
            }
        }
    }

    @Override
    public void close() {
        network.network().setTrainable(true);
        manager.close();
    }

    private static NDArray minusOneHot(NDManager manager, ImageBatch batch, NDArray like) {
        int classes = Math.toIntExact(like.getShape().get(1));
        float[] values = new float[batch.count() * classes];
        for (int image = 0; image < batch.count(); image++) {
            values[image * classes + batch.labels()[image]] = -1f;
        }
        return manager.create(values, like.getShape());
    }
}
