package io.latentwatch.evaluation.attack;

import java.util.SplittableRandom;

/** Generators for the images of a batch, one each: chance that does not depend on the batch's composition. */
final class Draws {
    private Draws() {}

    /** Splits off one for each image, in their order. */
    static SplittableRandom[] split(SplittableRandom random, int count) {
        SplittableRandom[] draws = new SplittableRandom[count];
        for (int image = 0; image < count; image++) {
            draws[image] = random.split();
        }
        return draws;
    }

    /** Splits one off from each: an attack's next part, whatever its parts before used up. */
    static SplittableRandom[] split(SplittableRandom[] draws) {
        SplittableRandom[] next = new SplittableRandom[draws.length];
        for (int image = 0; image < draws.length; image++) {
            next[image] = draws[image].split();
        }
        return next;
    }

    static SplittableRandom[] select(SplittableRandom[] draws, int[] positions) {
        SplittableRandom[] chosen = new SplittableRandom[positions.length];
        for (int i = 0; i < positions.length; i++) {
            chosen[i] = draws[positions[i]];
        }
        return chosen;
    }
}
