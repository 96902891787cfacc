package io.latentwatch.reference.topic;

import io.latentwatch.schemas.Label;
import io.latentwatch.wire.MessageDecoder;
import io.latentwatch.wire.UnreadableMessageException;
import io.latentwatch.wire.WireFormat;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** All labels that a topic holds by now. */
public final class TopicLabels {
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final WireFormat format;
    private final String topic;

    TopicLabels(Supplier<Consumer<byte[], byte[]>> consumers, WireFormat format, String topic) {
        this.consumers = consumers;
        this.format = format;
        this.topic = topic;
    }

    /**
     * Out of a Kafka.
     *
     * @param settings of the Kafka client, {@code bootstrap.servers} among them
     * @param format how records say which schema they were written with
     */
    public static TopicLabels of(Map<String, Object> settings, WireFormat format, String topic) {
        return new TopicLabels(() -> ReadingClient.of(settings), format, topic);
    }

    /**
     * Hands on the labels, partition by partition, each partition's in their order.
     *
     * @return records that are no labels
     * @throws IOException if there is no such topic
     */
    public long forEach(java.util.function.Consumer<Label> reader) throws IOException {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<PartitionInfo> found = consumer.partitionsFor(topic);
            if (found == null || found.isEmpty()) {
                throw new IOException(
                        "topic '" + topic
                                + "' is not there, expected one that holds labels; make it (./latentwatch topics), or check --labels");
            }
            List<TopicPartition> partitions = found.stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .sorted(Comparator.comparingInt(TopicPartition::partition))
                    .toList();
            Map<TopicPartition, Long> oldest = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<TopicImages.Part> parts = partitions.stream()
                    .map(partition -> new TopicImages.Part(partition, oldest.get(partition), ends.get(partition)))
                    .toList();
            MessageDecoder<Label> decoder = new MessageDecoder<>(format, Label.class);
            AtomicLong unusable = new AtomicLong();
            new RangeReader(consumer, parts).forEachRemaining(record -> {
                try {
                    reader.accept(decoder.decode(record.value() == null ? new byte[0] : record.value()));
                } catch (UnreadableMessageException e) {
                    unusable.incrementAndGet();
                }
            });
            return unusable.get();
        }
    }
}
