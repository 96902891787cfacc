package io.latentwatch.benchmarks.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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

    private final String bootstrapServers;
    private final String name;

    private VerdictTopic(String bootstrapServers, String name) {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
    }

    /** Creates the topic, with one partition. */
    public static VerdictTopic create(String bootstrapServers, String name)
            throws ExecutionException, InterruptedException {
        NewTopic topic = new NewTopic(name, Optional.of(1), Optional.empty())
                .configs(Map.of("message.timestamp.type", "LogAppendTime"));
        try (Admin admin = admin(bootstrapServers)) {
            admin.createTopics(List.of(topic)).all().get();
        }
        return new VerdictTopic(bootstrapServers, name);
    }

    public String name() {
        return name;
    }

    /**
     * Images a second from the first stored verdict to the last: the verdicts that were stored after the first stamp, over the time that passed
     * until the last. The writer's start is so left out, and everything after it is in.
     *
     * @param images there must be exactly one verdict for each offset below this
     * @throws IOException if a verdict is missing or there are two: such a run is no measurement
     */
    public double imagesPerSecond(int images) throws IOException {
        BitSet judged = new BitSet(images);
        long first = -1;
        long last = -1;
        int stored = 0;
        int afterFirst = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            TopicPartition partition = new TopicPartition(name, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> verdict : consumer.poll(POLL)) {
                    judged.set(imageOffset(verdict.key()));
                    first = first < 0 ? verdict.timestamp() : first;
                    last = verdict.timestamp();
                    stored++;
                    afterFirst += last > first ? 1 : 0;
                }
            }
        }
        if (stored != images || judged.cardinality() != images) {
            throw new IOException("%d images got %d verdicts, %d of them different; expected one for each"
                    .formatted(images, stored, judged.cardinality()));
        }
        return afterFirst * 1000.0 / (last - first);
    }

    /** From the key {@code topic/partition/offset/role}. */
    private static int imageOffset(byte[] key) {
        String[] parts = new String(key, StandardCharsets.UTF_8).split("/", -1);
        return Integer.parseInt(parts[2]);
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false, "max.poll.records", 10_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static Admin admin(String bootstrapServers) {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    @Override
    public void close() throws ExecutionException {
        try (Admin admin = admin(bootstrapServers)) {
            admin.deleteTopics(List.of(name)).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
