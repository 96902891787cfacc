package io.latentwatch.reference.topic;

import io.latentwatch.schemas.RetrainingTrigger;
import io.latentwatch.wire.MessageDecoder;
import io.latentwatch.wire.UnreadableMessageException;
import io.latentwatch.wire.WireFormat;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The retraining triggers that wait for a consumer group, one after another. A trigger is off the queue when it is {@linkplain #done() done}: who fails before that finds it again.
 * Not thread-safe.
 */
public final class TriggerQueue implements AutoCloseable {
    /** Longer than a training: whoever holds the queue does not poll while it trains. */
    private static final Duration LONGEST_ANSWER = Duration.ofDays(7);

    private static final Duration POLL = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final MessageDecoder<RetrainingTrigger> decoder;
    private final Queue<ConsumerRecord<byte[], byte[]>> polled = new ArrayDeque<>();
    private ConsumerRecord<byte[], byte[]> newest;
    private long unusable;

    private TriggerQueue(Consumer<byte[], byte[]> consumer, WireFormat format) {
        this.consumer = consumer;
        this.decoder = new MessageDecoder<>(format, RetrainingTrigger.class);
    }

    /**
     * Joins the group.
     *
     * @param settings of the Kafka client, {@code bootstrap.servers} among them
     * @param format how records say which schema they were written with
     */
    public static TriggerQueue join(Map<String, Object> settings, WireFormat format, String topic, String group) {
        Map<String, Object> all = ReadingClient.patient(settings);
        all.put("group.id", group);
        all.put("auto.offset.reset", "earliest");
        all.put("max.poll.records", 1);
        all.put("max.poll.interval.ms", Math.toIntExact(LONGEST_ANSWER.toMillis()));
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
        return new TriggerQueue(consumer, format);
    }

    /**
     * The next trigger. Records that are none are passed over and counted.
     *
     * @param patience how long one is waited for before the queue counts as empty; what is there is found sooner
     * @throws KafkaException if the group gives nothing to read within the patience, because another member has it or there is no such topic
     */
    public Optional<RetrainingTrigger> next(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        do {
            consumer.poll(POLL).forEach(polled::add);
            while (!polled.isEmpty()) {
                newest = polled.remove();
                try {
                    return Optional.of(decoder.decode(newest.value() == null ? new byte[0] : newest.value()));
                } catch (UnreadableMessageException e) {
                    unusable++;
                    done();
                }
            }
            if (!consumer.assignment().isEmpty() && isEmpty()) {
                return Optional.empty();
            }
        } while (System.nanoTime() < end);
        if (consumer.assignment().isEmpty()) {
            throw new KafkaException("the group gives this reader no partition within " + patience
                    + ": another one reads already, or there is no such topic");
        }
        return Optional.empty();
    }

    /** The newest trigger is answered. */
    public void done() {
        consumer.commitSync(Map.of(
                new TopicPartition(newest.topic(), newest.partition()), new OffsetAndMetadata(newest.offset() + 1)));
    }

    /** Records that are no triggers. */
    public long unusable() {
        return unusable;
    }

    private boolean isEmpty() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
