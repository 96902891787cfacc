package io.latentwatch.monitoring.configuration;

import io.latentwatch.flink.inspect.DeadLetters;

/**
 * What fits the dead-letter topic. A dead letter is larger than the record it is made of, so a record that just fitted its own topic may
 * not fit here; and where that topic's batches were compressed, a value may be any number of times larger than the topic's limit.
 *
 * @param topicBytes the topic's max.message.bytes: a batch of records, headers and all, at most
 */
public record DeadLetterLimits(int topicBytes) {
    /** Kafka's own default for a topic. */
    public static final DeadLetterLimits KAFKA_DEFAULT = new DeadLetterLimits(1_048_588);

    /** A topic below this holds no dead letter that is of use. */
    public static final int LEAST_TOPIC_BYTES = 8_192;

    /**
     * Bytes that Kafka puts around a value: 61 for a batch, 21 at most for a record, and our key, at most 249 for the topic, 10 and 19 for
     * partition and offset, 6 for the role, 3 for slashes; and 1,100 for two headers of a trace with 512 bytes of value each.
     */
    private static final int AROUND_A_VALUE = 512 + 1_100;

    /** A compressed batch of bytes that do not compress is larger by at most one part in this. */
    private static final int COMPRESSION_LOSS = 1_000;

    public DeadLetterLimits {
        if (topicBytes < LEAST_TOPIC_BYTES) {
            throw new IllegalArgumentException("the dead-letter topic's max.message.bytes is " + topicBytes
                    + ", expected at least " + LEAST_TOPIC_BYTES + "; raise it");
        }
    }

    /** Most bytes of an encoded dead letter. */
    public int letterBytes() {
        return topicBytes - AROUND_A_VALUE - topicBytes / COMPRESSION_LOSS;
    }

    /** The producer's max.request.size. */
    public int requestBytes() {
        return topicBytes;
    }

    /** Whether the dead letter of any uncompressed record of a topic with that limit keeps its whole value. */
    public boolean fitWhole(int imagesTopicBytes) {
        return imagesTopicBytes <= letterBytes() - DeadLetters.LEAST_BYTES;
    }

    /** The limit that the dead-letter topic needs for {@link #fitWhole}. */
    public static long needed(int imagesTopicBytes) {
        long letter = (long) imagesTopicBytes + DeadLetters.LEAST_BYTES + AROUND_A_VALUE;
        return letter + letter / (COMPRESSION_LOSS - 1) + 1;
    }
}
