package io.latentwatch.evaluation.evaluate;

import io.latentwatch.evaluation.attack.LinfPgd;

/**
 * A row to be measured.
 *
 * @param images on the first so many of the set
 */
record PlannedAttack(String name, LinfPgd attack, int images) {
    /** Gradient evaluations, so that the time left can be told. */
    long evaluations() {
        return (long) images * evaluationsPerImage();
    }

    long evaluationsPerImage() {
        return (long) attack.steps() * attack.restarts();
    }
}
