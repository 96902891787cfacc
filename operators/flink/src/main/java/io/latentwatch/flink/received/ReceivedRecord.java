package io.latentwatch.flink.received;

import static java.util.Objects.requireNonNull;

/**
 * A Kafka record as it came, not yet decoded, so that what cannot be decoded still reaches the dead letters whole. Flink's POJO serialiser
 * carries it without Kryo. The arrays are not copied: nobody changes them.
 *
 * @param timestampMillis the record's Kafka timestamp, milliseconds since 1970-01-01T00:00Z; -1 where it has none
 * @param key null where the record has none
 * @param headerNames in the record's order
 * @param headerValues one for each name; null elements where a header has no value
 * @param value null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // a hot path: one of these for each image, never compared
public record ReceivedRecord(
        String topic,
        int partition,
        long offset,
        long timestampMillis,
        byte[] key,
        String[] headerNames,
        byte[][] headerValues,
        byte[] value) {
    public ReceivedRecord {
        requireNonNull(topic, "topic is null");
        if (headerNames.length != headerValues.length) {
            throw new IllegalArgumentException(headerNames.length + " header names but " + headerValues.length
                    + " header values at " + topic + "/" + partition + "/" + offset + ", expected as many");
        }
    }

    /** {@code topic/partition/offset}. */
    public String position() {
        return topic + "/" + partition + "/" + offset;
    }
}
