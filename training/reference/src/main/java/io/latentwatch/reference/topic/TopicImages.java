package io.latentwatch.reference.topic;

import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.wire.WireFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * The images of a range of a topic, one partition after the other, so that every pass sees them in the same order. The range is fixed when the set is
 * opened: what comes later does not belong to it. Belongs to no consumer group and commits nothing.
 */
public final class TopicImages implements ImageSet {
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final WireFormat format;
    private final String topic;
    private final List<Part> parts;

    /** A partition's records from one offset to another, which does not belong to it. */
    record Part(TopicPartition partition, long from, long to) {}

    private TopicImages(
            Supplier<Consumer<byte[], byte[]>> consumers, WireFormat format, String topic, List<Part> parts) {
        this.consumers = consumers;
        this.format = format;
        this.topic = topic;
        this.parts = parts;
    }

    /**
     * Asks a Kafka where the range lies.
     *
     * @param settings of the Kafka client, {@code bootstrap.servers} among them
     * @param format how records say which schema they were written with
     * @param from empty: the oldest record that is still there; older ones than that are not missed
     * @param to the first record that does not belong to the range; empty: behind the newest one
     * @throws IOException if Kafka does not answer, or has no such topic or no record in the range
     */
    public static TopicImages open(
            Map<String, Object> settings,
            WireFormat format,
            String topic,
            Optional<TopicPosition> from,
            Optional<TopicPosition> to)
            throws IOException {
        try {
            return open(() -> ReadingClient.of(settings), format, topic, from, to);
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "topic '%s' cannot be read at %s (%s); check that the brokers run, and --bootstrap and --kafka"
                            .formatted(topic, settings.get("bootstrap.servers"), cause.getMessage()),
                    e);
        }
    }

    static TopicImages open(
            Supplier<Consumer<byte[], byte[]>> consumers,
            WireFormat format,
            String topic,
            Optional<TopicPosition> from,
            Optional<TopicPosition> to)
            throws IOException {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<PartitionInfo> found = consumer.partitionsFor(topic);
            if (found == null || found.isEmpty()) {
                throw new IOException(
                        "topic '" + topic + "' is not there, expected one that holds images; check --topic");
            }
            List<TopicPartition> partitions = found.stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .sorted(Comparator.comparingInt(TopicPartition::partition))
                    .toList();
            Map<TopicPartition, Long> oldest = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> first = from.isPresent() ? from.get().in(consumer, ends) : oldest;
            Map<TopicPartition, Long> last = to.isPresent() ? to.get().in(consumer, ends) : ends;
            List<Part> parts = new ArrayList<>();
            for (TopicPartition partition : partitions) {
                long begin = Math.max(oldest.get(partition), first.get(partition));
                long end = Math.min(ends.get(partition), last.get(partition));
                if (begin < end) {
                    parts.add(new Part(partition, begin, end));
                }
            }
            if (parts.isEmpty()) {
                throw new IOException(
                        "topic '%s' has no record between --from and --to, it has offsets from %s to %s; choose another range"
                                .formatted(topic, inOrder(partitions, oldest), inOrder(partitions, ends)));
            }
            return new TopicImages(consumers, format, topic, parts);
        }
    }

    private static List<Long> inOrder(List<TopicPartition> partitions, Map<TopicPartition, Long> offsets) {
        return partitions.stream().map(offsets::get).toList();
    }

    @Override
    public Stream<LabelledImage> images() {
        Consumer<byte[], byte[]> consumer = consumers.get();
        RecordImages images = new RecordImages(format);
        RangeReader records = new RangeReader(consumer, parts);
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(records, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .map(images::of)
                .onClose(() -> consumer.close(CloseOptions.timeout(Duration.ofSeconds(5))));
    }

    @Override
    public long size() {
        return parts.stream().mapToLong(part -> part.to() - part.from()).sum();
    }

    @Override
    public boolean leavesOutUnreadable() {
        return true;
    }

    @Override
    public List<String> classNames() {
        return List.of();
    }

    @Override
    public String description() {
        return "topic %s, at most %d records".formatted(topic, size());
    }
}
