package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.SplittableRandom;

/** An attack that searches for each image on its own; images that are misclassified as they are stay as they are. */
interface SearchAttack extends Attack {
    Search search(CleanImage image);

    String name();

    /** Whether the search uses the gradient, or only queries of the logits. */
    default boolean usesGradient() {
        return true;
    }

    /**
     * Whether an image is done with once a point in the ball, rounded to 8 bits, is misclassified; else the search goes to its
     * end and its best image is rounded then.
     */
    default boolean stopsAtSuccess() {
        return true;
    }

    @Override
    default ImageBatch perturb(InputGradient network, ImageBatch clean, SplittableRandom[] draws) {
        return new SearchLoop(this, network).run(clean, draws).images();
    }
}
