package io.latentwatch.monitoring.topics;

import io.latentwatch.flink.models.ModelStart;
import io.latentwatch.schemas.ModelCommand;
import io.latentwatch.schemas.SchemaHistory;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.avro.AvroRuntimeException;
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
        TopicPartition partition = new TopicPartition(topic, PARTITION);
        try (Consumer<byte[], byte[]> consumer = consumer(client)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() < end) {
                        action.accept(record, decode(record.value()));
                    }
                }
            }
            return end;
        }
    }

    private static Optional<ModelCommand> decode(byte[] value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ModelCommand.createDecoder(SchemaHistory.STORE).decode(value));
        } catch (IOException | AvroRuntimeException e) {
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
