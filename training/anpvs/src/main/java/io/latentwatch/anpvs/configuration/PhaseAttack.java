package io.latentwatch.anpvs.configuration;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.latentwatch.evaluation.attack.LinfPgd;

/**
 * The attack at each step of a phase: PGD with a random start (training/METHOD.md).
 *
 * @param epsilon radius of the ball, in [0,1] pixel range
 * @param stepSize absolute, in [0,1] pixel range; null where it is relative
 * @param relativeStepSize as a multiple of epsilon; null where it is absolute
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PhaseAttack(Curve epsilon, int steps, Double stepSize, Double relativeStepSize) {
    public PhaseAttack {
        if (epsilon == null || !(epsilon.smallest() >= 0 && epsilon.largest() <= 1)) {
            throw new IllegalArgumentException("attack.epsilon must lie in [0,1], found "
                    + (epsilon == null ? "nothing" : epsilon.knots().toString()));
        }
        if (steps < 1) {
            throw new IllegalArgumentException("attack.steps must be at least 1, found " + steps);
        }
        if ((stepSize == null) == (relativeStepSize == null)) {
            throw new IllegalArgumentException("attack: expected either stepSize or relativeStepSize, found %s and %s"
                    .formatted(stepSize, relativeStepSize));
        }
        double smallest = stepSize == null ? relativeStepSize * epsilon.smallest() : stepSize;
        double largest = stepSize == null ? relativeStepSize * epsilon.largest() : stepSize;
        if (!(smallest > 0 && largest <= 1)) {
            throw new IllegalArgumentException(
                    "attack: step sizes must lie in (0,1] throughout the phase, found %s to %s"
                            .formatted(smallest, largest));
        }
    }

    /** The attack once this part of the phase, in [0,1), is done. */
    public LinfPgd at(double done) {
        double radius = epsilon.at(done);
        return LinfPgd.pgd(radius, steps, stepSize == null ? relativeStepSize * radius : stepSize);
    }
}
