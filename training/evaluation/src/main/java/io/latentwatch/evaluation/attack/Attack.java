package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes images that a classifier takes for something else, within limits that the attack states. */
public interface Attack {
    /**
     * The attacked images: the batch's labels, other pixels, in [0,1]. The batch itself is not changed. The same generator
     * state gives the same result.
     */
    ImageBatch perturb(InputGradient network, ImageBatch clean, SplittableRandom random);

    /** Name and parameters, as they are written beside every image that the attack made. */
    Map<String, String> description();
}
