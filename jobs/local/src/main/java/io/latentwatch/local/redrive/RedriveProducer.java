package io.latentwatch.local.redrive;

import io.latentwatch.local.broker.Topics;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Header;
import io.latentwatch.schemas.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes a dead letter the record that it was: its key, headers, value and timestamp. A header more says where it stood before, so that a
 * record that comes back can be told. What was cut to fit the dead letters' topic, and second dead letters of a record, which a restart of the job
 * may have written, are left out and counted.
 */
final class RedriveProducer implements AutoCloseable {
    /** Where the record stood when it could not be judged: {@code topic/partition/offset}. */
    static final String REDRIVEN_FROM = "latentwatch-redriven-from";

    private final String topic;
    private final boolean dryRun;
    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<IOException> firstFailure = new AtomicReference<>();
    private final Map<DeadLetterReason, Integer> sent = new TreeMap<>();
    private final Set<Position> seen = new HashSet<>();
    private int repeated;
    private int cut;
    private int empty;

    /**
     * Connects.
     *
     * @param settings of the Kafka client
     * @param dryRun whether records are only counted
     */
    RedriveProducer(Map<String, Object> settings, String topic, boolean dryRun) {
        this(connected(settings), topic, dryRun);
    }

    RedriveProducer(Producer<byte[], byte[]> producer, String topic, boolean dryRun) {
        this.producer = producer;
        this.topic = topic;
        this.dryRun = dryRun;
    }

    private static Producer<byte[], byte[]> connected(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putIfAbsent("acks", "all");
        all.putIfAbsent("max.request.size", Topics.LARGEST_IMAGE_RECORD);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Hands a letter's record over to be sent.
     *
     * @throws IOException if an earlier one could not be sent
     */
    void send(DeadLetter letter) throws IOException {
        throwFirstFailure();
        byte[] value = bytes(letter.getValue());
        if (!seen.add(letter.getPosition())) {
            repeated++;
        } else if (value == null) {
            empty++;
        } else if (value.length != letter.getValueLength()) {
            cut++;
        } else {
            sent.merge(letter.getReason(), 1, Integer::sum);
            if (!dryRun) {
                send(record(letter, value));
            }
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        // The callback sees the failure that the future would hold.
        Future<RecordMetadata> unused = producer.send(record, (metadata, failure) -> {
            if (failure != null) {
                firstFailure.compareAndSet(
                        null,
                        new IOException(
                                "a record of %d bytes could not be stored in topic %s: %s; check the broker and the topic, then send the rest again with --from"
                                        .formatted(record.value().length, topic, failure.getMessage()),
                                failure));
            }
        });
    }

    private ProducerRecord<byte[], byte[]> record(DeadLetter letter, byte[] value) {
        List<org.apache.kafka.common.header.Header> headers = new ArrayList<>();
        for (Header header : letter.getHeaders()) {
            if (!header.getName().equals(REDRIVEN_FROM)) {
                headers.add(new RecordHeader(header.getName(), bytes(header.getValue())));
            }
        }
        headers.add(new RecordHeader(REDRIVEN_FROM, position(letter).getBytes(StandardCharsets.UTF_8)));
        Long timestamp = letter.getTimestampMillis() < 0 ? null : letter.getTimestampMillis();
        return new ProducerRecord<>(topic, null, timestamp, bytes(letter.getKey()), value, headers);
    }

    private static String position(DeadLetter letter) {
        return letter.getPosition().getTopic() + "/" + letter.getPosition().getPartition() + "/"
                + letter.getPosition().getOffset();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /**
     * Waits until all records are stored.
     *
     * @throws IOException if one could not be
     */
    void flush() throws IOException {
        producer.flush();
        throwFirstFailure();
    }

    private void throwFirstFailure() throws IOException {
        IOException failure = firstFailure.get();
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** What was done, a line or two. */
    String summary() {
        int all = sent.values().stream().mapToInt(Integer::intValue).sum();
        StringBuilder text =
                new StringBuilder("%s %d records to %s".formatted(dryRun ? "would send" : "sent", all, topic));
        sent.forEach((reason, count) ->
                text.append("%n  %d %s".formatted(count, reason.name().toLowerCase(Locale.ROOT))));
        if (repeated > 0) {
            text.append("%n%d left out: other dead letters are of the same records".formatted(repeated));
        }
        if (cut > 0) {
            text.append("%n%d left out: their values were cut to fit the dead letters' topic".formatted(cut));
        }
        if (empty > 0) {
            text.append("%n%d left out: they had no value".formatted(empty));
        }
        return text.append(System.lineSeparator()).toString();
    }

    @Override
    public void close() {
        producer.close();
    }
}
