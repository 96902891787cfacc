package io.latentwatch.flink.alarms;

import static java.util.Objects.requireNonNull;

import io.latentwatch.schemas.Position;

/**
 * The flags of one batch in the order of its images. The arrays have one element for each image and are not copied: nobody changes them.
 *
 * @param bundleId the bundle that judged
 * @param alpha the promised largest share of flags on clean images
 * @param eventTimesMillis event time, milliseconds since 1970-01-01T00:00Z
 */
@SuppressWarnings("ArrayRecordComponent") // travels on a Flink edge, never compared
public record FlagRun(
        String bundleId,
        double alpha,
        boolean[] flags,
        String[] topics,
        int[] partitions,
        long[] offsets,
        long[] eventTimesMillis) {
    public FlagRun {
        requireNonNull(bundleId, "bundleId is null");
        int images = flags.length;
        if (topics.length != images
                || partitions.length != images
                || offsets.length != images
                || eventTimesMillis.length != images) {
            throw new IllegalArgumentException("a run of " + images + " flags has " + topics.length + " topics, "
                    + partitions.length + " partitions, " + offsets.length + " offsets and " + eventTimesMillis.length
                    + " event times, expected as many of each");
        }
    }

    /** Number of images. */
    public int size() {
        return flags.length;
    }

    /** Where an image came from. */
    public Position position(int image) {
        return new Position(topics[image], partitions[image], offsets[image]);
    }
}
