package io.latentwatch.anpvs.objective;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.mask.MaskSample;
import io.latentwatch.anpvs.masked.GateMode;
import io.latentwatch.anpvs.masked.MaskedNetwork;
import io.latentwatch.anpvs.network.DjlNetwork.Activations;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The forward passes in training mode that an objective may run in one step, with that step's chance.
 *
 * @param clean the batch
 * @param adversarial the same images attacked; the clean batch again where nothing is attacked
 * @param chance of masks and dropout, this step's own
 */
public record TrainingPasses(
        MaskedNetwork network, NDManager manager, ImageBatch clean, ImageBatch adversarial, SplittableRandom chance) {
    /** Whether the images were attacked. */
    public boolean attacked() {
        return !adversarial.equals(clean);
    }

    /** Whether masks are drawn and trained in this phase. */
    public boolean trainsMasks() {
        return network.mode() == GateMode.TRAINED;
    }

    /** A new draw of the masks for the batch. */
    public MaskSample draw() {
        return network.masks().sample(clean.count(), chance);
    }

    /** A seed for the dropout of {@link #run}; passes that are given the same one drop the same values. */
    public int dropoutSeed() {
        return chance.nextInt();
    }

    /** The masks that are constants in this phase: none where gates are open, else the expected ones. */
    public Map<String, NDArray> fixedMasks() {
        return network.testMasks(manager);
    }

    /** One pass in training mode. */
    public Activations run(ImageBatch images, Map<String, NDArray> masks, int dropoutSeed) {
        Engine.getInstance().setRandomSeed(dropoutSeed);
        return network.network().forward(network.network().input(manager, images), masks, true);
    }
}
