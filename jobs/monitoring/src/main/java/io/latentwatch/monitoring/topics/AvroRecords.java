package io.latentwatch.monitoring.topics;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes Avro records in single-object encoding, with their identity as the key's UTF-8 text. The producer stamps them when it sends them:
 * an event time may lie where the broker takes no record.
 */
public final class AvroRecords<T> implements KafkaRecordSerializationSchema<T> {
    private final String topic;
    private final Identity<T> identity;
    private final Encoding<T> encoding;

    public AvroRecords(String topic, Identity<T> identity, Encoding<T> encoding) {
        this.topic = requireNonNull(topic, "topic is null");
        this.identity = requireNonNull(identity, "identity is null");
        this.encoding = requireNonNull(encoding, "encoding is null");
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(T record, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(topic, identity.of(record).getBytes(StandardCharsets.UTF_8), encode(record));
    }

    String topic() {
        return topic;
    }

    private byte[] encode(T record) {
        try {
            ByteBuffer encoded = encoding.encode(record);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What names a record: two with the same name are the same. */
    @FunctionalInterface
    public interface Identity<T> extends Serializable {
        String of(T record);
    }

    /** A generated class's {@code toByteBuffer}. */
    @FunctionalInterface
    public interface Encoding<T> extends Serializable {
        ByteBuffer encode(T record) throws IOException;
    }
}
