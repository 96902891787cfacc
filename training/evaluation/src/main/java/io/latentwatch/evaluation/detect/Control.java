package io.latentwatch.evaluation.detect;

import io.latentwatch.detector.statistics.Share;

/**
 * What something simpler than the detector is worth against the same attackers, image by image, at the same share of flags on clean images.
 *
 * @param name {@code no-detector}; {@code random-flags}; {@code max-softmax}, also attacked by somebody who knows it; or {@code input-} and a squeezer: the network
 *     behind that squeezer and without a detector, attacked as such and by the images made against the detector
 * @param accuracy on all clean images
 * @param falseAlarms share of all clean images that is flagged
 * @param images that are right when clean, of those that are attacked
 * @param broken those on which some attack succeeds
 * @param undetected those on which one succeeds without a flag; for random flags the expectation
 * @param undetectedOfBroken the second over the first; null where nothing was broken
 * @param lower end of Wilson's 95 % interval of that share
 * @param upper its other end
 */
public record Control(
        String name,
        double accuracy,
        double falseAlarms,
        int images,
        int broken,
        double undetected,
        Double undetectedOfBroken,
        double lower,
        double upper) {
    static Control of(String name, double accuracy, double falseAlarms, int images, int broken, double undetected) {
        Share share = new Share(Math.round(undetected), broken);
        return new Control(
                name,
                accuracy,
                falseAlarms,
                images,
                broken,
                undetected,
                broken == 0 ? null : undetected / broken,
                share.lower(),
                share.upper());
    }
}
