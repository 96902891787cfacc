package io.latentwatch.evaluation.detect;

import io.latentwatch.detector.statistics.Share;
import io.latentwatch.schemas.ScoreSet;

/**
 * All attacks together, image by image: an attacker who may choose.
 *
 * @param knowsDetector whether attackers who know the detector are among them
 * @param images that the network has right when they are clean
 * @param broken those on which some attack succeeds: the robust error's count
 * @param undetected those on which some attack succeeds without a flag
 * @param undetectedOfBroken the second over the first; null where nothing was broken. Without a detector it is 1
 * @param lower end of Wilson's 95 % interval of that share
 * @param upper its other end
 */
public record WorstCase(
        ScoreSet scoreSet,
        double alpha,
        boolean knowsDetector,
        int images,
        int broken,
        int undetected,
        Double undetectedOfBroken,
        double lower,
        double upper) {
    static WorstCase of(
            ScoreSet scoreSet, double alpha, boolean knowsDetector, int images, int broken, int undetected) {
        Share share = new Share(undetected, broken);
        return new WorstCase(
                scoreSet,
                alpha,
                knowsDetector,
                images,
                broken,
                undetected,
                broken == 0 ? null : share.value(),
                share.lower(),
                share.upper());
    }
}
