package io.latentwatch.flink.alarms;

import static java.util.Objects.requireNonNull;

import io.latentwatch.schemas.Position;

/**
 * The flags of one batch in the order of its images. The arrays have one element for each image and are not copied: nobody changes them.
 *
 * @param bundleId the bundle that judged
 * @param alpha the promised largest share of flags on clean images
 * @param sources where each image comes from, as {@link SourceBy} has it
 * @param eventTimesMillis event time, milliseconds since 1970-01-01T00:00Z
 */
@SuppressWarnings("ArrayRecordComponent") // travels on a Flink edge, never compared
public record FlagRun(
        String bundleId,
        double alpha,
        boolean[] flags,
        String[] sources,
        String[] topics,
        int[] partitions,
        long[] offsets,
        long[] eventTimesMillis) {
    public FlagRun {
        requireNonNull(bundleId, "bundleId is null");
        int images = flags.length;
        if (sources.length != images
                || topics.length != images
                || partitions.length != images
                || offsets.length != images
                || eventTimesMillis.length != images) {
            throw new IllegalArgumentException("a run of " + images + " flags has " + sources.length + " sources, "
                    + topics.length + " topics, "
                    + partitions.length + " partitions, " + offsets.length + " offsets and " + eventTimesMillis.length
                    + " event times, expected as many of each");
        }
    }

    /** Number of images. */
    public int size() {
        return flags.length;
    }

    /** The part of the run that these images are, in the order given. */
    FlagRun select(int[] images) {
        int count = images.length;
        boolean[] someFlags = new boolean[count];
        String[] someSources = new String[count];
        String[] someTopics = new String[count];
        int[] somePartitions = new int[count];
        long[] someOffsets = new long[count];
        long[] someTimes = new long[count];
        for (int i = 0; i < count; i++) {
            someFlags[i] = flags[images[i]];
            someSources[i] = sources[images[i]];
            someTopics[i] = topics[images[i]];
            somePartitions[i] = partitions[images[i]];
            someOffsets[i] = offsets[images[i]];
            someTimes[i] = eventTimesMillis[images[i]];
        }
        return new FlagRun(bundleId, alpha, someFlags, someSources, someTopics, somePartitions, someOffsets, someTimes);
    }

    /** The record that an image came in. */
    public Position position(int image) {
        return new Position(topics[image], partitions[image], offsets[image]);
    }
}
