package io.latentwatch.benchmarks.kafka;

import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The verdicts of one measurement, in a topic of their own that the broker stamps with its own clock as it stores them. Speed is read from
 * these stamps, in the same way whoever wrote. {@link #close()} deletes the topic.
 */
public final class VerdictTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(10);

    private final OwnTopic topic;
    private final TopicPartition partition;

    private VerdictTopic(OwnTopic topic) {
        this.topic = topic;
        this.partition = new TopicPartition(topic.name(), 0);
    }

    /** Creates the topic, with one partition and a name of its own. */
    public static VerdictTopic create(String bootstrapServers) throws ExecutionException, InterruptedException {
        return new VerdictTopic(
                OwnTopic.create(bootstrapServers, "verdicts", 1, Map.of("message.timestamp.type", "LogAppendTime")));
    }

    public String name() {
        return topic.name();
    }

    /**
     * Images a second from the first stored verdict to the last: the verdicts that were stored after the first stamp, over the time that passed
     * until the last. The writer's start is so left out, and everything after it is in.
     *
     * @param images there must be exactly one verdict for each of so many positions
     * @throws IOException if a verdict is missing or there are two: such a run is no measurement
     */
    public double imagesPerSecond(int images) throws IOException {
        Positions judged = new Positions();
        long[] stamps = {-1, -1};
        int[] afterFirst = {0};
        long stored = forEach(verdict -> {
            judged.add(verdict.key());
            stamps[0] = stamps[0] < 0 ? verdict.timestamp() : stamps[0];
            stamps[1] = verdict.timestamp();
            afterFirst[0] += stamps[1] > stamps[0] ? 1 : 0;
        });
        if (stored != images || judged.count() != images) {
            throw new IOException("%d images got %d verdicts, %d of them different; expected one for each"
                    .formatted(images, stored, judged.count()));
        }
        return afterFirst[0] * 1000.0 / (stamps[1] - stamps[0]);
    }

    /** All verdicts, in the order in which they were stored. */
    public List<StoredVerdict> stored() throws IOException {
        List<StoredVerdict> stored = new ArrayList<>();
        forEach(record -> {
            Verdict verdict = Verdict.getDecoder().decode(record.value());
            stored.add(new StoredVerdict(
                    verdict.getEventTimeMillis(),
                    record.timestamp(),
                    verdict.getBundleId(),
                    verdict.getRole() == Role.ACTIVE));
        });
        return stored;
    }

    /**
     * Waits until so many verdicts are stored.
     *
     * @throws IOException if they are not in time
     */
    public void awaitStored(long verdicts, Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            long stored = end(consumer);
            while (stored < verdicts) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(
                            "%d images got %d verdicts within %d s, expected one for each; look into bench.log"
                                    .formatted(verdicts, stored, atMost.toSeconds()));
                }
                TimeUnit.MILLISECONDS.sleep(20);
                stored = end(consumer);
            }
        }
    }

    private interface RecordReader {
        void read(ConsumerRecord<byte[], byte[]> verdict) throws IOException;
    }

    /** Reads what is stored by now, and returns how many that are. */
    private long forEach(RecordReader reader) throws IOException {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.seekToBeginning(List.of(partition));
            long end = end(consumer);
            long read = 0;
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> verdict : consumer.poll(POLL)) {
                    reader.read(verdict);
                    read++;
                }
            }
            return read;
        }
    }

    private long end(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.endOffsets(List.of(partition)).get(partition);
    }

    /** Which images have verdicts, told by the keys {@code topic/partition/offset/role}. */
    private static final class Positions {
        private final Map<String, BitSet> offsetsByPartition = new HashMap<>();

        void add(byte[] key) {
            String[] parts = new String(key, StandardCharsets.UTF_8).split("/", -1);
            offsetsByPartition
                    .computeIfAbsent(parts[1], partition -> new BitSet())
                    .set(Integer.parseInt(parts[2]));
        }

        int count() {
            return offsetsByPartition.values().stream()
                    .mapToInt(BitSet::cardinality)
                    .sum();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        topic.bootstrapServers(),
                        "enable.auto.commit",
                        false,
                        "max.poll.records",
                        10_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
        return consumer;
    }

    @Override
    public void close() throws ExecutionException {
        topic.close();
    }
}
