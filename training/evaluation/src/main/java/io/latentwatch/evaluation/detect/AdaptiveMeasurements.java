package io.latentwatch.evaluation.detect;

import java.util.List;

/**
 * What the {@link AdaptiveCheck}s look at.
 *
 * @param agreeing images on which surrogate and monitor give the same flag
 * @param compared of so many
 * @param images that were attacked and right when clean
 * @param byEpsilon balls in which both kinds of attackers were run
 * @param rightAtOne images that were attacked in the ball of radius 1 and right when clean
 * @param passedAtOne those that were then wrong and not flagged
 */
record AdaptiveMeasurements(
        int agreeing, int compared, int images, List<InBall> byEpsilon, int rightAtOne, int passedAtOne) {
    AdaptiveMeasurements {
        byEpsilon = List.copyOf(byEpsilon);
    }

    /**
     * Images that some attack in this ball gets past the detector.
     *
     * @param plain by attackers who do not know the detector
     * @param adaptive by those who do
     */
    record InBall(double epsilon, int plain, int adaptive) {}
}
