package io.latentwatch.reference.topic;

import io.latentwatch.schemas.OffsetRange;
import io.latentwatch.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** The images of ranges of offsets, such as those of a retraining trigger: what is still there of them. */
public final class RangeImages {
    private final Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers;
    private final WireFormat format;

    RangeImages(Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers, WireFormat format) {
        this.consumers = consumers;
        this.format = format;
    }

    /**
     * Out of a Kafka.
     *
     * @param settings of the Kafka client, {@code bootstrap.servers} among them
     * @param format how records say which schema they were written with
     */
    public static RangeImages of(Map<String, Object> settings, WireFormat format) {
        return new RangeImages(() -> ReadingClient.of(settings), format);
    }

    /**
     * Hands on the images, range by range.
     *
     * @return offsets of the ranges whose records have been deleted
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     * @throws java.io.UncheckedIOException if records are deleted meanwhile, or cannot be read
     */
    public long forEach(List<OffsetRange> ranges, Consumer<PositionedImage> reader) {
        try (org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<TopicPartition> partitions =
                    ranges.stream().map(RangeImages::partition).distinct().toList();
            Map<TopicPartition, Long> oldest = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<TopicImages.Part> parts = new ArrayList<>();
            long deleted = 0;
            for (OffsetRange range : ranges) {
                TopicPartition partition = partition(range);
                long first = Math.max(range.getFirstOffset(), oldest.get(partition));
                long end = Math.min(range.getEndOffset(), ends.get(partition));
                deleted += Math.max(0, Math.min(first, range.getEndOffset()) - range.getFirstOffset());
                if (first < end) {
                    parts.add(new TopicImages.Part(partition, first, end));
                }
            }
            RecordImages images = new RecordImages(format);
            new RangeReader(consumer, parts).forEachRemaining(record -> reader.accept(images.positioned(record)));
            return deleted;
        }
    }

    private static TopicPartition partition(OffsetRange range) {
        return new TopicPartition(range.getTopic(), range.getPartition());
    }
}
