package io.latentwatch.monitoring.topics;

import io.latentwatch.flink.models.ModelStart;
import io.latentwatch.schemas.ModelCommand;
import io.latentwatch.wire.MessageDecoder;
import io.latentwatch.wire.UnreadableMessageException;
import io.latentwatch.wire.WireFormat;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The control topic as it stands. It has one partition, so that its commands have an order. */
public final class ModelTopic {
    static final int PARTITION = 0;

    private static final Duration POLL = Duration.ofMillis(500);

    private ModelTopic() {}

    /** Where the topic ends, and the highest sequence number in it. */
    public static ModelStart end(Map<String, ?> client, String topic) {
        long[] highest = {ModelStart.EMPTY.lastSequence()};
        long end = read(
                client,
                topic,
                (record, command) ->
                        command.ifPresent(known -> highest[0] = Math.max(highest[0], known.getSequence())));
        return new ModelStart(end, highest[0]);
    }

    /**
     * Hands over every record that the topic holds by now, in order.
     *
     * @param action takes the record and the command in it; empty where it is none
     * @return the offset at which the topic ended
     */
    public static long read(
            Map<String, ?> client,
            String topic,
            BiConsumer<ConsumerRecord<byte[], byte[]>, Optional<ModelCommand>> action) {
        try (Consumer<byte[], byte[]> consumer = consumer(client)) {
            return read(consumer, topic, action);
        }
    }

    static long read(
            Consumer<byte[], byte[]> consumer,
            String topic,
            BiConsumer<ConsumerRecord<byte[], byte[]>, Optional<ModelCommand>> action) {
        MessageDecoder<ModelCommand> decoder = new MessageDecoder<>(WireFormat.SINGLE_OBJECT, ModelCommand.class);
        TopicPartition partition = new TopicPartition(topic, PARTITION);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end) {
                    action.accept(record, decode(decoder, record.value()));
                }
            }
        }
        return end;
    }

    private static Optional<ModelCommand> decode(MessageDecoder<ModelCommand> decoder, byte[] value) {
        try {
            return Optional.of(decoder.decode(value));
        } catch (UnreadableMessageException e) {
            return Optional.empty();
        }
    }

    /** Reads committed records, in no group. */
    static Consumer<byte[], byte[]> consumer(Map<String, ?> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
