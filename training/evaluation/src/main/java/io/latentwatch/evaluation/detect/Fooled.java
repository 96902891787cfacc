package io.latentwatch.evaluation.detect;

import io.latentwatch.detector.statistics.Share;

/**
 * What one attack by somebody who knows the network alone comes to, whatever stands beside the network or in front of it.
 *
 * @param attack its name, or {@link #ALL}: image by image, some attack
 * @param defence {@link #NONE}, {@link #DETECTOR}, or {@code input-} and a squeezer: the network behind that squeezer and without a detector
 * @param accuracy on all clean images
 * @param falseAlarms share of all clean images that is flagged
 * @param images that are right when clean, of those that are attacked
 * @param fooled those that are wrong after the attack and, where there is a detector, not flagged
 */
public record Fooled(String attack, String defence, double accuracy, double falseAlarms, int images, int fooled) {
    public static final String ALL = "all of these";
    public static final String NONE = "none";
    public static final String DETECTOR = "detector";

    /** Fooled of the images that are right when clean. */
    public Share share() {
        return new Share(fooled, images);
    }
}
