package io.latentwatch.reference.topic;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A topic whose partitions are lists; every consumer of it sees what is there when it asks. */
final class InMemoryTopic {
    private static final Instant FIRST = Instant.parse("2026-03-01T08:00:00Z");

    private final String name;
    private final Map<TopicPartition, List<byte[]>> partitions =
            new TreeMap<>((one, other) -> Integer.compare(one.partition(), other.partition()));
    private long oldest;

    InMemoryTopic(String name, int partitions) {
        this.name = name;
        for (int i = 0; i < partitions; i++) {
            this.partitions.put(new TopicPartition(name, i), new ArrayList<>());
        }
    }

    /** Adds a record, a second later than the one before it in its partition. */
    InMemoryTopic with(int partition, byte[] value) {
        partitions.get(new TopicPartition(name, partition)).add(value);
        return this;
    }

    /** Deletes all records before an offset. */
    void deleteBefore(long offset) {
        oldest = offset;
    }

    /** When the record of an offset was written. */
    static Instant timeOf(long offset) {
        return FIRST.plusSeconds(offset);
    }

    Consumer<byte[], byte[]> consumer() {
        return new Reading();
    }

    private final class Reading extends MockConsumer<byte[], byte[]> {
        private Reading() {
            super("none");
            updatePartitions(
                    name,
                    partitions.keySet().stream()
                            .map(partition -> new PartitionInfo(name, partition.partition(), null, null, null))
                            .toList());
            Map<TopicPartition, Long> begins = new HashMap<>();
            Map<TopicPartition, Long> ends = new HashMap<>();
            partitions.forEach((partition, records) -> {
                begins.put(partition, Math.min(oldest, records.size()));
                ends.put(partition, (long) records.size());
            });
            updateBeginningOffsets(begins);
            updateEndOffsets(ends);
        }

        @Override
        public synchronized void seek(TopicPartition partition, long from) {
            super.seek(partition, from);
            List<byte[]> records = partitions.get(partition);
            for (int offset = (int) Math.max(oldest, from); offset < records.size(); offset++) {
                addRecord(record(partition, offset, records.get(offset)));
            }
        }

        private ConsumerRecord<byte[], byte[]> record(TopicPartition partition, int offset, byte[] value) {
            return new ConsumerRecord<>(
                    partition.topic(),
                    partition.partition(),
                    offset,
                    timeOf(offset).toEpochMilli(),
                    TimestampType.CREATE_TIME,
                    -1,
                    -1,
                    null,
                    value,
                    new RecordHeaders(),
                    Optional.empty());
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
            times.forEach((partition, time) -> {
                long offset = oldest;
                while (offset < partitions.get(partition).size()
                        && timeOf(offset).toEpochMilli() < time) {
                    offset++;
                }
                boolean isThere = offset < partitions.get(partition).size();
                found.put(
                        partition,
                        isThere ? new OffsetAndTimestamp(offset, timeOf(offset).toEpochMilli()) : null);
            });
            return found;
        }
    }
}
