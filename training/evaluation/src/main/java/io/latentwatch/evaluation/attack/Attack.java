package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes images that a classifier takes for something else, within limits that the attack states. Immutable: several threads may
 * use one attack.
 */
public interface Attack {
    /**
     * The attacked images: the batch's labels, other pixels, in {@link #ball()} and in [0,1]. The batch itself is not changed.
     *
     * @param draws a generator for each image, so that what happens to one does not depend on the others; used up
     */
    ImageBatch perturb(InputGradient network, ImageBatch clean, SplittableRandom[] draws);

    /** With a generator for each image split off from one. The same generator state gives the same result. */
    default ImageBatch perturb(InputGradient network, ImageBatch clean, SplittableRandom random) {
        return perturb(network, clean, Draws.split(random, clean.count()));
    }

    /** As {@link #perturb}, and which part of the attack broke each image, where the attack has parts. */
    default AttackOutcome attack(InputGradient network, ImageBatch clean, SplittableRandom[] draws) {
        return AttackOutcome.unattributed(perturb(network, clean, draws));
    }

    /** What the images stay in. */
    Ball ball();

    /** Name and parameters, as they are written beside every image that the attack made. */
    Map<String, String> description();
}
