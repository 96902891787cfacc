package io.latentwatch.local.models;

import static java.util.Objects.requireNonNull;

import io.latentwatch.flink.models.ModelStart;
import io.latentwatch.monitoring.topics.AvroRecords;
import io.latentwatch.monitoring.topics.ModelTopic;
import io.latentwatch.schemas.ModelAction;
import io.latentwatch.schemas.ModelCommand;
import io.latentwatch.wire.WireFormat;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes commands to a control topic. Two who write at the same time may take the same sequence number; the job refuses the second.
 *
 * @param settings of the Kafka client
 */
public record CommandWriter(Map<String, Object> settings, String topic) {
    public CommandWriter {
        settings = Map.copyOf(settings);
        requireNonNull(topic, "topic is null");
    }

    /**
     * Writes a command with the next sequence number, and waits until the brokers have stored it.
     *
     * @param uri empty: what an earlier command for the bundle said, so that the newest one, which compaction leaves, says it too
     * @return the sequence number
     */
    public long write(ModelAction action, String bundleId, Optional<String> uri, String issuedBy, String reason)
            throws ExecutionException, InterruptedException {
        AtomicLong last = new AtomicLong(ModelStart.EMPTY.lastSequence());
        AtomicReference<String> known = new AtomicReference<>(uri.orElse(null));
        ModelTopic.read(
                settings,
                topic,
                (record, read) -> read.ifPresent(earlier -> {
                    last.accumulateAndGet(earlier.getSequence(), Math::max);
                    if (uri.isEmpty() && earlier.getBundleId().equals(bundleId) && earlier.getUri() != null) {
                        known.set(earlier.getUri());
                    }
                }));
        long sequence = last.get() + 1;
        ModelCommand command = ModelCommand.newBuilder()
                .setSequence(sequence)
                .setAction(action)
                .setBundleId(bundleId)
                .setUri(known.get())
                .setIssuedBy(issuedBy)
                .setReason(reason)
                .build();
        Map<String, Object> producing = new HashMap<>(settings);
        producing.put("acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new AvroRecords<>(
                                    topic, ModelCommand::getBundleId, ModelCommand.class, WireFormat.SINGLE_OBJECT)
                            .serialize(command, null, null))
                    .get();
        }
        return sequence;
    }
}
