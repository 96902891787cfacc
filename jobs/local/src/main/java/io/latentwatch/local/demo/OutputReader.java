package io.latentwatch.local.demo;

import io.latentwatch.local.broker.Topics;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what the job puts out, from the beginning of its topics, on a thread of its own. */
final class OutputReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Map<String, Object> settings;
    private final OutputListener listener;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::read, "output-reader");
    private volatile boolean closed;
    private volatile Exception failure;

    /** Starts to read. */
    OutputReader(String bootstrapServers, OutputListener listener) {
        this.settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "fetch.max.wait.ms",
                100,
                "enable.auto.commit",
                false);
        this.listener = listener;
        this.consumer = consumer();
        this.partitions = List.of(Topics.VERDICTS, Topics.DEAD_LETTERS, Topics.ALARMS).stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread.setDaemon(true);
        thread.start();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void read() {
        try (consumer) {
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> output : consumer.poll(POLL)) {
                    tell(output, System.nanoTime());
                }
                partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void tell(ConsumerRecord<byte[], byte[]> output, long nanoTime) throws IOException {
        switch (output.topic()) {
            case Topics.VERDICTS -> listener.onVerdict(Verdict.getDecoder().decode(output.value()), nanoTime);
            case Topics.DEAD_LETTERS ->
                listener.onDeadLetter(DeadLetter.getDecoder().decode(output.value()), nanoTime);
            default -> listener.onAlarm(Alarm.getDecoder().decode(output.value()));
        }
    }

    /**
     * Waits until all that is stored by now has been told to the listener.
     *
     * @throws IOException if reading failed
     */
    void readToEnd(Duration atMost) throws IOException, InterruptedException, TimeoutException {
        Map<TopicPartition, Long> ends;
        try (KafkaConsumer<byte[], byte[]> asking = consumer()) {
            ends = asking.endOffsets(partitions);
        }
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!reached(ends)) {
            if (failure != null) {
                throw new IOException("the job's output cannot be read: " + failure.getMessage(), failure);
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(
                        "the job's output was not read within %s: at %s of %s".formatted(atMost, positions, ends));
            }
            thread.join(10);
        }
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
