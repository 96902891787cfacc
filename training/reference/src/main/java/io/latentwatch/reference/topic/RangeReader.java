package io.latentwatch.reference.topic;

import io.latentwatch.reference.topic.TopicImages.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** Reads ranges of partitions, one after the other, a poll's records at a time. */
final class RangeReader implements Iterator<ConsumerRecord<byte[], byte[]>> {
    private static final Duration POLL = Duration.ofSeconds(1);

    /** Polls in a row that may bring nothing while there is more to come. */
    private static final int PATIENCE = 60;

    private final Consumer<byte[], byte[]> consumer;
    private final Iterator<Part> ahead;
    private Part part;
    private Iterator<ConsumerRecord<byte[], byte[]>> polled =
            List.<ConsumerRecord<byte[], byte[]>>of().iterator();
    private ConsumerRecord<byte[], byte[]> next;

    RangeReader(Consumer<byte[], byte[]> consumer, List<Part> parts) {
        this.consumer = consumer;
        this.ahead = parts.iterator();
    }

    @Override
    public boolean hasNext() {
        try {
            while (next == null && (polled.hasNext() || poll())) {
                ConsumerRecord<byte[], byte[]> record = polled.hasNext() ? polled.next() : null;
                next = record != null && record.offset() < part.to() ? record : null;
            }
        } catch (KafkaException e) {
            String found =
                    "%s: its records from offset %d to %d cannot be read (%s); if they have been deleted meanwhile, choose later ones"
                            .formatted(part.partition(), part.from(), part.to(), e.getMessage());
            throw new UncheckedIOException(found, new IOException(e));
        }
        return next != null;
    }

    @Override
    public ConsumerRecord<byte[], byte[]> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ConsumerRecord<byte[], byte[]> record = next;
        next = null;
        return record;
    }

    /** Gets the next records, which may be none that belong to the range; false at the end of all ranges. */
    private boolean poll() {
        while (part == null || consumer.position(part.partition()) >= part.to()) {
            if (!ahead.hasNext()) {
                return false;
            }
            part = ahead.next();
            consumer.assign(List.of(part.partition()));
            consumer.seek(part.partition(), part.from());
        }
        long before = consumer.position(part.partition());
        for (int attempt = 0; attempt < PATIENCE; attempt++) {
            polled = consumer.poll(POLL).iterator();
            if (consumer.position(part.partition()) > before) {
                return true;
            }
        }
        throw new KafkaException(
                "nothing comes behind offset " + before + " within " + PATIENCE + " polls of a second");
    }
}
