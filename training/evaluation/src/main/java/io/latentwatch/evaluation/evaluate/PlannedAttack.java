package io.latentwatch.evaluation.evaluate;

import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.attack.LinfPgd;

/**
 * A row to be measured.
 *
 * @param images on the first so many of the set
 * @param evaluationsPerImage gradient evaluations at most, so that the time left can be told
 */
record PlannedAttack(String name, Attack attack, int images, long evaluationsPerImage) {
    static PlannedAttack of(String name, LinfPgd attack, int images) {
        return new PlannedAttack(name, attack, images, (long) attack.steps() * attack.restarts());
    }

    long evaluations() {
        return images * evaluationsPerImage;
    }
}
