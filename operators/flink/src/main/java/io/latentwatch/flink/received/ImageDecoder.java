package io.latentwatch.flink.received;

import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.GeneratedCoders;
import io.latentwatch.schemas.Image;
import io.latentwatch.wire.AvroCursor;
import io.latentwatch.wire.AvroCursor.MalformedAvroException;
import io.latentwatch.wire.MessageDecoder;
import io.latentwatch.wire.UnreadableMessageException;
import io.latentwatch.wire.WireFormat;
import java.util.OptionalLong;
import org.apache.avro.Schema;

/**
 * Reads a record's value as an Avro {@link Image}, in the wire format's way to say what it was written with. Every released version of the schema is read, and with a
 * registry every one that Avro can resolve. Hostile bytes cost no more memory than they are long. Not thread-safe.
 */
public final class ImageDecoder implements ImageReader {
    private static final String EVENT_TIME = "eventTimeMillis";

    static {
        GeneratedCoders.use(Image.class);
    }

    private final MessageDecoder<Image> decoder;

    /** @param format how records say what they were written with */
    public ImageDecoder(WireFormat format) {
        this.decoder = new MessageDecoder<>(format, Image.class);
    }

    @Override
    public Image read(ReceivedRecord record) throws UnusableRecordException {
        return decode(record.value());
    }

    @Override
    public OptionalLong eventTimeMillis(ReceivedRecord record) {
        return eventTimeMillis(record.value());
    }

    /** The image in the value. */
    public Image decode(byte[] value) throws UnusableRecordException {
        Image image;
        try {
            image = decoder.decode(value);
        } catch (UnreadableMessageException e) {
            throw new UnusableRecordException(DeadLetterReason.UNDECODABLE_RECORD, e.getMessage());
        }
        TextLimit.refuseLong(image);
        return image;
    }

    /** When the image was taken, milliseconds since 1970-01-01T00:00Z; empty where it does not say so or cannot be read. */
    OptionalLong eventTimeMillis(byte[] value) {
        try {
            Schema writer = decoder.writer(value);
            if (writer.getField(EVENT_TIME) == null) {
                return OptionalLong.empty();
            }
            AvroCursor cursor = new AvroCursor(value, WireFormat.headerLength(value));
            for (Schema.Field field : writer.getFields()) {
                if (field.name().equals(EVENT_TIME)) {
                    Schema branch = cursor.readBranch(field.schema());
                    return branch.getType() == Schema.Type.LONG
                            ? OptionalLong.of(cursor.readLong())
                            : OptionalLong.empty();
                }
                cursor.skip(field.schema());
            }
            return OptionalLong.empty();
        } catch (UnreadableMessageException | MalformedAvroException e) {
            return OptionalLong.empty(); // decode says what is wrong with it
        }
    }
}
