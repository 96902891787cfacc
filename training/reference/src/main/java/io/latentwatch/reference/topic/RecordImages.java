package io.latentwatch.reference.topic;

import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Position;
import io.latentwatch.wire.MessageDecoder;
import io.latentwatch.wire.UnreadableMessageException;
import io.latentwatch.wire.WireFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Makes images of records: an Avro {@link Image}, or the bytes of a PNG or JPEG file. A record that is neither becomes an image that cannot be decoded, so that it
 * is counted. Not thread-safe.
 */
final class RecordImages {
    /** The header that names a file's source, as the job reads it. */
    private static final String SOURCE = "source";

    private final MessageDecoder<Image> avro;

    /** @param format how records say which schema they were written with */
    RecordImages(WireFormat format) {
        this.avro = new MessageDecoder<>(format, Image.class);
    }

    /** The image, named after the record's place. */
    LabelledImage of(ConsumerRecord<byte[], byte[]> record) {
        return positioned(record).image();
    }

    /** The same with its record's position and its producer's name for it. */
    PositionedImage positioned(ConsumerRecord<byte[], byte[]> record) {
        Position position = new Position(record.topic(), record.partition(), record.offset());
        String place = record.topic() + "/" + record.partition() + "/" + record.offset();
        byte[] value = record.value() == null ? new byte[0] : record.value();
        try {
            Image image = avro.decode(value);
            return new PositionedImage(position, image.getId(), labelled(place, image));
        } catch (UnreadableMessageException e) {
            // A file, or left out and counted with all that is no image.
            LabelledImage file = new LabelledImage(
                    place,
                    source(record),
                    EncodedImage.file(value),
                    OptionalInt.empty(),
                    Map.of(),
                    OptionalLong.empty());
            return new PositionedImage(position, text(record.key()), file);
        }
    }

    private static String source(ConsumerRecord<byte[], byte[]> record) {
        Header source = record.headers().lastHeader(SOURCE);
        return source == null ? "" : text(source.value());
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static LabelledImage labelled(String place, Image image) {
        ByteBuffer buffer = image.getBytes();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        Integer label = image.getLabel();
        Long taken = image.getEventTimeMillis();
        return new LabelledImage(
                place,
                image.getSource(),
                new EncodedImage(image.getEncoding(), bytes, image.getHeight(), image.getWidth(), image.getChannels()),
                label == null || label < 0 ? OptionalInt.empty() : OptionalInt.of(label),
                image.getAttributes(),
                taken == null ? OptionalLong.empty() : OptionalLong.of(taken));
    }
}
