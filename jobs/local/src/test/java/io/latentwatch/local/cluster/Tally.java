package io.latentwatch.local.cluster;

import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What has come out of a job's topics: verdicts and dead letters by the position of their image, for how long none did, and what was refused. */
final class Tally implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String verdictTopic;
    private final String alarmTopic;
    private final Map<Position, List<Verdict>> verdicts = new HashMap<>();
    private final Map<Position, Integer> letters = new HashMap<>();
    private final Map<String, Alarm> refusals = new HashMap<>();
    private long lastNanos = System.nanoTime();
    private long silenceNanos;

    /**
     * Reads from the topics' beginning.
     *
     * @param prefix of the topics
     */
    Tally(String servers, String prefix) {
        this.verdictTopic = prefix + ".verdicts";
        this.alarmTopic = prefix + ".alarms";
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "default.api.timeout.ms",
                        120_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : List.of(verdictTopic, alarmTopic, prefix + ".dead-letters")) {
            consumer.partitionsFor(topic).forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        consumer.assign(partitions);
    }

    /** Reads what has come by now; how many images are accounted for. */
    int read() throws IOException {
        boolean verdictCame = false;
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
            if (found.topic().equals(verdictTopic)) {
                Verdict verdict = Verdict.getDecoder().decode(found.value());
                verdicts.computeIfAbsent(verdict.getPosition(), at -> new ArrayList<>())
                        .add(verdict);
                verdictCame = true;
            } else if (found.topic().equals(alarmTopic)) {
                Alarm alarm = Alarm.getDecoder().decode(found.value());
                if (alarm.getLevel() == AlarmLevel.BUNDLE) {
                    refusals.put(alarm.getId(), alarm);
                }
            } else {
                letters.merge(DeadLetter.getDecoder().decode(found.value()).getPosition(), 1, Integer::sum);
            }
        }
        long now = System.nanoTime();
        silenceNanos = Math.max(silenceNanos, now - lastNanos);
        if (verdictCame) {
            lastNanos = now;
        }
        return verdicts.size() + letters.size();
    }

    /** From now on the longest silence counts anew. */
    void listen() {
        silenceNanos = 0;
        lastNanos = System.nanoTime();
    }

    /** The longest time without a new verdict since {@link #listen}. */
    Duration silence() {
        return Duration.ofNanos(silenceNanos);
    }

    /** All verdicts, by the position of their image. */
    Map<Position, List<Verdict>> verdicts() {
        return verdicts;
    }

    /** Dead letters, by the position of their record. */
    Map<Position, Integer> deadLetters() {
        return letters;
    }

    /** Alarms of commands for a bundle that were not carried out, by their id: each subtask raises the same. */
    Map<String, Alarm> refusals() {
        return refusals;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
