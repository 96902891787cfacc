package io.latentwatch.local.page;

import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.flink.received.ImageReader;
import io.latentwatch.flink.received.UnusableRecordException;
import io.latentwatch.monitoring.topics.ReadRecords;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Position;
import io.latentwatch.wire.RegistryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Fetches flagged images where their verdicts say they stand, the newest first and one after another with a pause between, so that a flood of flags costs the broker and this machine little. On a thread of its own, in
 * no consumer group.
 */
final class PictureReader implements AutoCloseable {
    private static final Duration BETWEEN_PICTURES = Duration.ofMillis(25);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int FETCH_BYTES = 64 << 10; // one image is wanted; a larger one is fetched alone
    private static final String PICTURES = "pictures";

    private final PageSettings settings;
    private final LiveView view;
    private final ImageReader images;
    private final PictureFile pictures = new PictureFile();
    private final PageThread thread;

    /** Starts to fetch. */
    PictureReader(PageSettings settings, LiveView view) {
        this.settings = settings;
        this.view = view;
        this.images = settings.input().reader(settings.format());
        this.thread = PageThread.start(PICTURES, view, this::run);
    }

    private void run(PageThread running) throws InterruptedException {
        while (!running.closed()) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                fetch(consumer, running);
            } catch (KafkaException | RegistryException e) {
                view.trouble(PICTURES, String.valueOf(e.getMessage()));
                running.pause(BETWEEN_TRIES);
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> all = new HashMap<>(settings.kafka());
        all.put("enable.auto.commit", false);
        all.put("allow.auto.create.topics", false);
        all.put("auto.offset.reset", "none");
        all.put("max.poll.records", 1);
        all.put("max.partition.fetch.bytes", FETCH_BYTES);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void fetch(KafkaConsumer<byte[], byte[]> consumer, PageThread running) throws InterruptedException {
        while (!running.closed()) {
            Optional<Gallery.Wanted> wanted = view.wanted();
            if (wanted.isPresent()) {
                fetch(consumer, wanted.get());
                view.noTrouble(PICTURES);
                running.pause(BETWEEN_PICTURES);
            } else {
                running.pause(BETWEEN_LOOKS);
            }
        }
    }

    private void fetch(KafkaConsumer<byte[], byte[]> consumer, Gallery.Wanted wanted) {
        Position position = wanted.position();
        if (!position.getTopic().equals(settings.topics().images())) {
            view.withoutPicture(wanted.number(), "it stands in another topic than this page reads");
            return;
        }
        Optional<ConsumerRecord<byte[], byte[]>> record = record(consumer, position);
        if (record.isEmpty()) {
            view.withoutPicture(wanted.number(), "Kafka no longer has it");
            return;
        }
        try {
            view.picture(wanted.number(), pictures.png(encoded(images.read(ReadRecords.received(record.get())))));
        } catch (UnusableRecordException | ImageRefusedException | IOException e) {
            view.withoutPicture(wanted.number(), "it cannot be shown: " + e.getMessage());
        }
    }

    /** Empty where it is no longer there. */
    private Optional<ConsumerRecord<byte[], byte[]>> record(KafkaConsumer<byte[], byte[]> consumer, Position position) {
        TopicPartition partition = new TopicPartition(position.getTopic(), position.getPartition());
        consumer.assign(List.of(partition));
        consumer.seek(partition, position.getOffset());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    return Optional.of(record).filter(found -> found.offset() == position.getOffset());
                }
            }
        } catch (OffsetOutOfRangeException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static EncodedImage encoded(Image image) {
        ByteBuffer bytes = image.getBytes().duplicate();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return new EncodedImage(image.getEncoding(), copy, image.getHeight(), image.getWidth(), image.getChannels());
    }

    @Override
    public void close() {
        thread.close();
    }
}
