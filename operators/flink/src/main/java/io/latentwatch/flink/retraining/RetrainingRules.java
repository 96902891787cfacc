package io.latentwatch.flink.retraining;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often a bundle may ask to be trained anew, and with how many images.
 *
 * @param leastInterval between two triggers of a bundle
 * @param images judged since the alarm with which the trigger is written
 * @param collectFor longest time after the alarm until it is written with fewer
 * @param mayWait how long a trigger may wait for a training
 * @param imagesKept how long the images topic keeps its records; null where that is not known, or for ever
 */
public record RetrainingRules(
        Duration leastInterval, long images, Duration collectFor, Duration mayWait, Duration imagesKept)
        implements Serializable {
    public RetrainingRules {
        requireNonNull(leastInterval, "leastInterval is null");
        requireNonNull(collectFor, "collectFor is null");
        requireNonNull(mayWait, "mayWait is null");
        if (images < 1 || leastInterval.isNegative() || collectFor.isNegative() || mayWait.isNegative()) {
            throw new IllegalArgumentException(
                    "images is %d and the durations %s, %s and %s, expected at least 1 and none below zero"
                            .formatted(images, leastInterval, collectFor, mayWait));
        }
    }

    /** The same for an images topic that keeps its records for so long; null: for ever, or it is not known. */
    public RetrainingRules keepingImages(Duration kept) {
        return new RetrainingRules(leastInterval, images, collectFor, mayWait, kept);
    }

    /** Whether images may be deleted while they are collected and the trigger waits. */
    public boolean keptTooShort() {
        return imagesKept != null && imagesKept.compareTo(collectFor.plus(mayWait)) < 0;
    }
}
