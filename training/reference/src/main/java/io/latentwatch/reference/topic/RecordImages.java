package io.latentwatch.reference.topic;

import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.SchemaHistory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes images of records: an Avro {@link Image} in single-object encoding, of every released version of the schema, or the bytes of a PNG or JPEG file. A
 * record that is neither becomes an image that cannot be decoded, so that it is counted. Not thread-safe.
 */
final class RecordImages {
    private static final int HEADER = 10;

    private final BinaryMessageDecoder<Image> avro = new BinaryMessageDecoder<>(
            SpecificData.getForClass(Image.class), Image.getClassSchema(), SchemaHistory.STORE);

    /** The image, named after the record's place. */
    LabelledImage of(ConsumerRecord<byte[], byte[]> record) {
        String place = record.topic() + "/" + record.partition() + "/" + record.offset();
        byte[] value = record.value() == null ? new byte[0] : record.value();
        if (isAvro(value)) {
            try {
                return labelled(place, avro.decode(value, null));
            } catch (IOException | AvroRuntimeException e) {
                // Left out and counted with all that is no image.
                return new LabelledImage(place, EncodedImage.file(new byte[0]), OptionalInt.empty());
            }
        }
        return new LabelledImage(place, EncodedImage.file(value), OptionalInt.empty());
    }

    private static boolean isAvro(byte[] value) {
        return value.length >= HEADER && value[0] == (byte) 0xC3 && value[1] == 1;
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
