package io.latentwatch.local.broker;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The committed records of a topic that were written within a span of time, up to its end as it is when the reading begins. They are read in no consumer group.
 *
 * @param settings of the Kafka client
 * @param from when the first of them was written; empty: the oldest
 * @param to before which the last of them was written; empty: now
 */
public record TopicRange(Map<String, Object> settings, String topic, Optional<Instant> from, Optional<Instant> to) {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int LARGEST_FETCH = 64 << 20;

    public TopicRange {
        settings = Map.copyOf(settings);
        requireNonNull(topic, "topic is null");
        requireNonNull(from, "from is null");
        requireNonNull(to, "to is null");
    }

    /** What is done with each of them. */
    @FunctionalInterface
    public interface Action {
        void take(ConsumerRecord<byte[], byte[]> record) throws IOException;
    }

    /**
     * Hands over one after another, each partition's in their order.
     *
     * @throws IOException if the action fails
     */
    public void forEach(Action action) throws IOException {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("isolation.level", "read_committed");
        all.put("enable.auto.commit", false);
        all.put("auto.offset.reset", "earliest");
        all.putIfAbsent("fetch.max.bytes", LARGEST_FETCH);
        all.putIfAbsent("max.partition.fetch.bytes", LARGEST_FETCH);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            seek(consumer, partitions, ends);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    boolean early =
                            to.isEmpty() || record.timestamp() < to.get().toEpochMilli();
                    if (early && record.offset() < ends.get(new TopicPartition(topic, record.partition()))) {
                        action.take(record);
                    }
                }
            }
        }
    }

    private void seek(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        if (from.isEmpty()) {
            consumer.seekToBeginning(partitions);
            return;
        }
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, from.orElseThrow().toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        partitions.forEach(partition -> consumer.seek(
                partition,
                found.get(partition) == null
                        ? ends.get(partition)
                        : found.get(partition).offset()));
    }
}
