package io.latentwatch.local.replay;

import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.schemas.Image;
import io.latentwatch.wire.MessageEncoder;
import io.latentwatch.wire.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends images to a topic as Avro records of {@link Image}, keyed by the image's id. Thread-safe. */
public final class ImageProducer implements AutoCloseable {
    private final String topic;
    private final MessageEncoder<Image> encoder;
    private final KafkaProducer<String, byte[]> producer;
    private final AtomicReference<IOException> firstFailure = new AtomicReference<>();

    /**
     * Connects; the records are in Avro's single-object encoding.
     *
     * @param settings of the Kafka client; what is not in them is set so that nothing is lost or reordered
     */
    public ImageProducer(Map<String, Object> settings, String topic) {
        this(settings, topic, WireFormat.SINGLE_OBJECT);
    }

    /**
     * Connects.
     *
     * @param settings of the Kafka client; what is not in them is set so that nothing is lost or reordered
     * @param format how records say which schema they were written with
     */
    public ImageProducer(Map<String, Object> settings, String topic, WireFormat format) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putIfAbsent("acks", "all");
        all.putIfAbsent("max.request.size", Topics.LARGEST_IMAGE_RECORD);
        all.putIfAbsent("delivery.timeout.ms", 30_000);
        all.putIfAbsent("request.timeout.ms", 15_000);
        all.putIfAbsent("max.block.ms", 15_000);
        all.putIfAbsent("batch.size", 128 << 10);
        all.putIfAbsent("linger.ms", 1);
        this.topic = topic;
        this.encoder = new MessageEncoder<>(format, topic, Image.class);
        this.producer = new KafkaProducer<>(all, new StringSerializer(), new ByteArraySerializer());
    }

    /** The record's value of an image, in Avro's single-object encoding. */
    public static byte[] encode(Image image) {
        try {
            ByteBuffer encoded = Image.getEncoder().encode(image);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("image " + image.getId() + " cannot be encoded", e);
        }
    }

    /** The Avro record of an image of a set. */
    public static Image avro(LabelledImage image) {
        return Image.newBuilder()
                .setId(image.id())
                .setSource(image.source())
                .setEventTimeMillis(
                        image.eventTimeMillis().isPresent()
                                ? image.eventTimeMillis().getAsLong()
                                : null)
                .setEncoding(image.image().encoding())
                .setHeight(image.image().height())
                .setWidth(image.image().width())
                .setChannels(image.image().channels())
                .setBytes(ByteBuffer.wrap(image.image().bytes()))
                .setLabel(image.label().isPresent() ? image.label().getAsInt() : null)
                .setAttributes(image.attributes())
                .build();
    }

    /** Sends an image; see {@link #send(String, byte[], Consumer)}. */
    public void send(Image image, Consumer<RecordMetadata> onStored) throws IOException {
        byte[] value;
        synchronized (encoder) {
            value = encoder.encode(image);
        }
        send(image.getId(), value, onStored);
    }

    /**
     * Hands a record over to be sent; it is stored some time later.
     *
     * @param value null for a record without one
     * @param onStored gets the record's position, on a thread of the producer's
     * @throws IOException if this or an earlier record could not be sent
     */
    public void send(String key, byte[] value, Consumer<RecordMetadata> onStored) throws IOException {
        throwFirstFailure();
        // The callback sees the failure that the future would hold.
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, key, value), (metadata, failure) -> {
            if (failure == null) {
                onStored.accept(metadata);
            } else {
                firstFailure.compareAndSet(null, explained(key, value == null ? 0 : value.length, failure));
            }
        });
    }

    private IOException explained(String key, int length, Exception failure) {
        String todo = failure instanceof RecordTooLargeException
                ? "raise the topic's max.message.bytes (and --kafka max.request.size), or leave the image out"
                : "check the broker and the topic (./latentwatch topics creates it)";
        return new IOException(
                "image %s (%d bytes) could not be stored in topic %s: %s; %s"
                        .formatted(key, length, topic, failure.getMessage(), todo),
                failure);
    }

    /**
     * Waits until all records are stored.
     *
     * @throws IOException if one could not be
     */
    public void flush() throws IOException {
        producer.flush();
        throwFirstFailure();
    }

    private void throwFirstFailure() throws IOException {
        IOException failure = firstFailure.get();
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
