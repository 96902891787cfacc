package io.latentwatch.evaluation.evaluate;

import io.latentwatch.evaluation.attack.AutoAttack;
import io.latentwatch.evaluation.attack.LinfPgd;
import java.util.List;

/**
 * Which attacks an evaluation runs and on how many images.
 *
 * @param epsilon radius of the ball, in [0,1] pixel range
 * @param stepSize of PGD-40, in [0,1] pixel range; the paper's for MNIST is 0.01 at epsilon 0.3
 * @param images on which the costly attacks run: the first ones of the set
 * @param sanityImages on which the sanity checks, the smoothness and the ablation are measured: the first ones of the set; 0 leaves
 *     them out
 * @param seed of every attack and interval
 */
public record Protocol(double epsilon, double stepSize, int images, int sanityImages, long seed) {
    /** Of the paper's size for MNIST, 0.01 in the ball of 0.3. */
    private static final int STEPS_TO_EPSILON = 30;

    private static final int STEPS = 40;
    private static final int MANY_STEPS = 100;
    private static final int RESTARTS = 10;
    private static final double LARGE_STEP = 3;
    /** An image that withstands all of AutoAttack, by its time: APGD 100 and 9 x 100, FAB about as much twice, Square 5,000 without gradients. */
    private static final long SUITE_EVALUATIONS = 4500;

    public Protocol {
        if (!(epsilon > 0 && epsilon <= 1)) {
            throw new IllegalArgumentException("epsilon must lie in (0,1], found " + epsilon);
        }
        if (!(stepSize > 0 && stepSize <= 1)) {
            throw new IllegalArgumentException("step size must lie in (0,1], found " + stepSize);
        }
        if (images < 1 || sanityImages < 0) {
            throw new IllegalArgumentException(
                    "expected at least 1 image for the costly attacks and no fewer than 0 for the sanity checks, found %d and %d"
                            .formatted(images, sanityImages));
        }
    }

    /** The step size that is to this radius what the paper's is to its own. */
    public static double customaryStepSize(double epsilon) {
        return epsilon / STEPS_TO_EPSILON;
    }

    /** The paper's attack: 40 steps from one random start. */
    public LinfPgd paperAttack() {
        return LinfPgd.pgd(epsilon, STEPS, stepSize);
    }

    /** White box, from the paper's attack to stronger ones. */
    List<PlannedAttack> attacks(int available) {
        LinfPgd strong = LinfPgd.pgd(epsilon, MANY_STEPS, Math.min(1, LARGE_STEP * stepSize))
                .withRestarts(RESTARTS);
        return List.of(
                PlannedAttack.of("pgd-40", paperAttack(), available),
                PlannedAttack.of("pgd-100x10", strong, Math.min(images, available)),
                new PlannedAttack(
                        "autoattack", AutoAttack.standard(epsilon), Math.min(images, available), SUITE_EVALUATIONS));
    }
}
