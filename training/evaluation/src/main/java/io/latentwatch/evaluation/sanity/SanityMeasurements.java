package io.latentwatch.evaluation.sanity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What the checks look at, all on the same images; accuracies in [0,1], after rounding to 8 bits inside the ball. The attack in
 * question is the evaluation's PGD; a sweep varies one of its parameters.
 *
 * @param whiteBox under the attack itself
 * @param byEpsilon rising; the steps grow with the ball. The last ball is 1, which holds every image there is
 * @param bySteps rising numbers of steps
 * @param byRestarts rising numbers of restarts
 * @param byStepSize rising, in [0,1] pixel range
 * @param singleStep under one step of the whole radius (FGSM)
 * @param noise an image counts as right if it withstands ten draws of random corners of the ball
 * @param transfer under the attack on the source network; null without one
 * @param lossBySteps mean cross-entropy in nats along the attack's way, one after each number of {@code bySteps}
 * @param zeroGradients share of the images at which the gradient is exactly zero in every pixel
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SanityMeasurements(
        int images,
        double clean,
        double whiteBox,
        List<Point> byEpsilon,
        List<Point> bySteps,
        List<Point> byRestarts,
        List<Point> byStepSize,
        double singleStep,
        double noise,
        Double transfer,
        List<Double> lossBySteps,
        double zeroGradients) {
    public SanityMeasurements {
        byEpsilon = List.copyOf(byEpsilon);
        bySteps = List.copyOf(bySteps);
        byRestarts = List.copyOf(byRestarts);
        byStepSize = List.copyOf(byStepSize);
        lossBySteps = List.copyOf(lossBySteps);
    }

    /** Every check that these numbers allow, raised or not, in the order of {@link SanityCheck}. */
    public List<SanityFinding> findings() {
        return SanityCheck.all(this);
    }
}
