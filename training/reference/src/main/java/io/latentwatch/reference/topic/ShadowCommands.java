package io.latentwatch.reference.topic;

import static java.util.Objects.requireNonNull;

import io.latentwatch.schemas.ModelAction;
import io.latentwatch.schemas.ModelCommand;
import io.latentwatch.wire.MessageDecoder;
import io.latentwatch.wire.MessageEncoder;
import io.latentwatch.wire.UnreadableMessageException;
import io.latentwatch.wire.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Asks jobs to try a bundle beside the active one, by their control topic. It never makes one active: that is for people.
 *
 * @param settings of the Kafka client, {@code bootstrap.servers} among them
 */
public record ShadowCommands(Map<String, Object> settings, String topic) {
    public ShadowCommands {
        settings = Map.copyOf(settings);
        requireNonNull(topic, "topic is null");
    }

    /**
     * Writes the command behind all that are there, and waits until it is stored.
     *
     * @param uri where jobs fetch the bundle
     * @return its sequence number
     * @throws IOException if it could not be stored
     */
    public long load(String bundleId, String uri, String issuedBy, String reason) throws IOException {
        long sequence = lastSequence() + 1;
        ModelCommand command = ModelCommand.newBuilder()
                .setSequence(sequence)
                .setAction(ModelAction.LOAD_SHADOW)
                .setBundleId(bundleId)
                .setUri(uri)
                .setIssuedBy(issuedBy)
                .setReason(reason)
                .build();
        byte[] value = new MessageEncoder<>(WireFormat.SINGLE_OBJECT, topic, ModelCommand.class).encode(command);
        Map<String, Object> producing = new HashMap<>(settings);
        producing.put("acks", "all");
        producing.putIfAbsent("max.block.ms", 15_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, bundleId.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "the command to load bundle %s could not be stored in topic %s: %s"
                            .formatted(bundleId, topic, e.getCause().getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a command was stored in topic " + topic, e);
        }
        return sequence;
    }

    private long lastSequence() {
        try (Consumer<byte[], byte[]> consumer = ReadingClient.of(settings)) {
            return lastSequence(consumer, topic);
        }
    }

    static long lastSequence(Consumer<byte[], byte[]> consumer, String topic) {
        MessageDecoder<ModelCommand> decoder = new MessageDecoder<>(WireFormat.SINGLE_OBJECT, ModelCommand.class);
        TopicPartition partition = new TopicPartition(topic, 0); // it has one, so that commands have an order
        AtomicLong last = new AtomicLong();
        long first = consumer.beginningOffsets(List.of(partition)).get(partition);
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        new RangeReader(consumer, List.of(new TopicImages.Part(partition, first, end)))
                .forEachRemaining(record -> last.accumulateAndGet(sequence(decoder, record.value()), Math::max));
        return last.get();
    }

    /** 0 of what is no command. */
    private static long sequence(MessageDecoder<ModelCommand> decoder, byte[] value) {
        try {
            return decoder.decode(value).getSequence();
        } catch (UnreadableMessageException e) {
            return 0;
        }
    }
}
