package io.latentwatch.local.page;

import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DistortionWindow;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Verdict;
import io.latentwatch.wire.MessageDecoder;
import io.latentwatch.wire.RegistryException;
import io.latentwatch.wire.UnreadableMessageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what a job puts out, beginning some time ago, and tells the view. On a thread of its own, in no consumer group: nothing is committed, and the job notices nothing of it. While Kafka or the schema registry
 * does not answer the view says so, and reading goes on where it stopped.
 */
final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(3);
    private static final Duration ALARMS_BACK = Duration.ofHours(24);
    private static final Duration WINDOWS_BACK = Duration.ofHours(1);
    private static final int MOST_AT_ONCE = 2_000;
    private static final int LARGEST_FETCH = 8 << 20;
    private static final String KAFKA = "Kafka";

    private final PageSettings settings;
    private final LiveView view;
    private final MessageDecoder<Verdict> verdicts;
    private final MessageDecoder<DeadLetter> deadLetters;
    private final MessageDecoder<Alarm> alarms;
    private final MessageDecoder<DistortionWindow> windows;
    private final Map<TopicPartition, Long> next = new HashMap<>();

    /** By partition of the images topic, the offset behind the last image that was judged; before the first one, where the partition ended when it was first looked at. */
    private final Map<TopicPartition, Long> judged = new HashMap<>();

    private final PageThread thread;

    /** Starts to read. */
    TopicReader(PageSettings settings, LiveView view) {
        this.settings = settings;
        this.view = view;
        this.verdicts = new MessageDecoder<>(settings.format(), Verdict.class);
        this.deadLetters = new MessageDecoder<>(settings.format(), DeadLetter.class);
        this.alarms = new MessageDecoder<>(settings.format(), Alarm.class);
        this.windows = new MessageDecoder<>(settings.format(), DistortionWindow.class);
        this.thread = PageThread.start("topics", view, this::run);
    }

    private void run(PageThread running) throws InterruptedException {
        while (!running.closed()) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                read(consumer, running);
            } catch (KafkaException | RegistryException e) {
                view.trouble(KAFKA, String.valueOf(e.getMessage()));
                running.pause(BETWEEN_TRIES);
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> all = new HashMap<>(settings.kafka());
        all.put("isolation.level", "read_committed");
        all.put("enable.auto.commit", false);
        all.put("allow.auto.create.topics", false);
        all.put("auto.offset.reset", "earliest");
        all.put("max.poll.records", MOST_AT_ONCE);
        all.put("fetch.max.bytes", LARGEST_FETCH);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer, PageThread running) {
        assign(consumer);
        long lookAgain = System.nanoTime();
        while (!running.closed()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                tell(record);
                next.put(partition(record), record.offset() + 1);
            }
            if (System.nanoTime() - lookAgain >= 0) {
                view.lag(lag(consumer));
                view.noTrouble(KAFKA);
                lookAgain = System.nanoTime() + BETWEEN_LOOKS.toNanos();
            }
        }
    }

    private void assign(KafkaConsumer<byte[], byte[]> consumer) {
        PageSettings.TopicNames topics = settings.topics();
        Map<TopicPartition, Long> since = new HashMap<>();
        long now = System.currentTimeMillis();
        since(consumer, topics.verdicts(), now - settings.span().toMillis(), since);
        since(consumer, topics.deadLetters(), now - settings.span().toMillis(), since);
        since(consumer, topics.alarms(), now - ALARMS_BACK.toMillis(), since);
        since(consumer, topics.distortion(), now - WINDOWS_BACK.toMillis(), since);
        consumer.assign(since.keySet());
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(since);
        Map<TopicPartition, Long> ends = consumer.endOffsets(since.keySet());
        for (TopicPartition partition : since.keySet()) {
            OffsetAndTimestamp first = found.get(partition);
            next.putIfAbsent(partition, first == null ? ends.get(partition) : first.offset());
            consumer.seek(partition, next.get(partition));
        }
    }

    private static void since(
            KafkaConsumer<?, ?> consumer, String topic, long millis, Map<TopicPartition, Long> since) {
        partitions(consumer, topic).forEach(partition -> since.put(partition, millis));
    }

    private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private void tell(ConsumerRecord<byte[], byte[]> record) {
        PageSettings.TopicNames topics = settings.topics();
        try {
            if (record.topic().equals(topics.verdicts())) {
                Verdict verdict = verdicts.decode(record.value());
                view.verdict(verdict, record.timestamp());
                judged(verdict.getPosition());
            } else if (record.topic().equals(topics.deadLetters())) {
                DeadLetter letter = deadLetters.decode(record.value());
                view.deadLetter(record.timestamp());
                judged(letter.getPosition());
            } else if (record.topic().equals(topics.alarms())) {
                view.alarm(alarms.decode(record.value()), record.timestamp());
            } else {
                view.window(windows.decode(record.value()));
            }
        } catch (UnreadableMessageException e) {
            view.unreadable();
        }
    }

    private void judged(Position position) {
        if (position.getTopic().equals(settings.topics().images())) {
            judged.merge(
                    new TopicPartition(position.getTopic(), position.getPartition()),
                    position.getOffset() + 1,
                    Math::max);
        }
    }

    /** Images behind the last one that was judged; of partitions where none was yet, those that came since the page began to look. */
    private long lag(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions =
                new ArrayList<>(partitions(consumer, settings.topics().images()));
        long lag = 0;
        for (Map.Entry<TopicPartition, Long> end :
                consumer.endOffsets(partitions).entrySet()) {
            lag += Math.max(0, end.getValue() - judged.computeIfAbsent(end.getKey(), partition -> end.getValue()));
        }
        return lag;
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    /** Ends at the latest when Kafka has answered what it was asked. */
    @Override
    public void close() {
        thread.close();
    }
}
