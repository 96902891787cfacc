package io.latentwatch.reference.topic;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * A place in a topic: an offset, the same in every partition, or a time, which each partition has at the first record that is not older.
 *
 * @param offset where it is an offset
 * @param time where it is a time
 */
public record TopicPosition(OptionalLong offset, Optional<Instant> time) {
    /**
     * Reads an offset or a time.
     *
     * @param option whose value it is, for the error's text
     * @throws IllegalArgumentException if it is neither
     */
    public static TopicPosition parse(String text, String option) {
        if (text.matches("\\d{1,18}")) {
            return new TopicPosition(OptionalLong.of(Long.parseLong(text)), Optional.empty());
        }
        try {
            return new TopicPosition(
                    OptionalLong.empty(), Optional.of(OffsetDateTime.parse(text).toInstant()));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "%s is '%s', expected an offset such as 120000 or a time such as 2026-03-01T08:00:00Z; write it so"
                            .formatted(option, text),
                    e);
        }
    }

    /**
     * The offset in each partition.
     *
     * @param ends where each partition ends: the place of a time that lies behind all records
     */
    Map<TopicPartition, Long> in(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> places = new HashMap<>(ends);
        if (offset.isPresent()) {
            places.replaceAll((partition, end) -> offset.getAsLong());
            return places;
        }
        Map<TopicPartition, Long> times = new HashMap<>(ends);
        times.replaceAll((partition, end) -> time.orElseThrow().toEpochMilli());
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        found.forEach((partition, place) -> {
            if (place != null) {
                places.put(partition, place.offset());
            }
        });
        return places;
    }
}
