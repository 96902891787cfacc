package io.latentwatch.monitoring.topics;

import static java.util.Objects.requireNonNull;

import io.latentwatch.schemas.Header;
import io.latentwatch.wire.MessageEncoder;
import io.latentwatch.wire.WireFormat;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes Avro records, with their identity as the key's UTF-8 text. The producer stamps them when it sends them:
 * an event time may lie where the broker takes no record.
 */
public final class AvroRecords<T> implements KafkaRecordSerializationSchema<T> {
    private final String topic;
    private final Identity<T> identity;
    private final Class<T> generated;
    private final WireFormat format;
    private final Headers<T> headers;

    private transient MessageEncoder<T> encoder;

    /**
     * @param generated the records' class, made by Avro
     * @param format how they say what they were written with
     */
    public AvroRecords(String topic, Identity<T> identity, Class<T> generated, WireFormat format) {
        this(topic, identity, generated, format, any -> List.of());
    }

    private AvroRecords(String topic, Identity<T> identity, Class<T> generated, WireFormat format, Headers<T> headers) {
        this.topic = requireNonNull(topic, "topic is null");
        this.identity = requireNonNull(identity, "identity is null");
        this.generated = requireNonNull(generated, "generated is null");
        this.format = requireNonNull(format, "format is null");
        this.headers = requireNonNull(headers, "headers is null");
    }

    /** The same with the trace context among the headers of the image that a record is about. */
    public AvroRecords<T> tracing(Headers<T> imageHeaders) {
        return new AvroRecords<>(topic, identity, generated, format, imageHeaders);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(T record, KafkaSinkContext context, Long timestamp) {
        if (encoder == null) {
            encoder = new MessageEncoder<>(format, topic, generated);
        }
        return new ProducerRecord<>(
                topic,
                null,
                identity.of(record).getBytes(StandardCharsets.UTF_8),
                encoder.encode(record),
                TraceContext.of(headers.of(record)));
    }

    String topic() {
        return topic;
    }

    /** The headers of the image's record. */
    @FunctionalInterface
    public interface Headers<T> extends Serializable {
        List<Header> of(T record);
    }

    /** What names a record: two with the same name are the same. */
    @FunctionalInterface
    public interface Identity<T> extends Serializable {
        String of(T record);
    }
}
