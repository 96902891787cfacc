package io.latentwatch.flink.received;

import io.latentwatch.flink.received.AvroCursor.MalformedAvroException;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.GeneratedCoders;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.SchemaHistory;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Reads a record's value as an Avro {@link Image} in single-object encoding: the two bytes C3 01, the writer's schema as a CRC-64-AVRO
 * fingerprint, the record. Every released version of the schema is read. Hostile bytes cost no more memory than they are long. Not thread-safe.
 */
public final class ImageDecoder implements ImageReader {
    private static final int HEADER = 10;
    private static final String EVENT_TIME = "eventTimeMillis";

    static {
        GeneratedCoders.use(Image.class);
    }

    /** By the writer's schema. Avro's message decoder does the same through a stream and takes half as long again. */
    private final Map<Schema, DatumReader<Image>> readers = new HashMap<>();

    private BinaryDecoder bytes;

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
        if (value == null) {
            throw undecodable("the record has no value, expected an Avro Image");
        }
        Image image = read(value);
        TextLimit.refuseLong(image);
        return image;
    }

    /** When the image was taken, milliseconds since 1970-01-01T00:00Z; empty where it does not say so or cannot be read. */
    OptionalLong eventTimeMillis(byte[] value) {
        Schema writer = value == null ? null : writerOf(value);
        if (writer == null || writer.getField(EVENT_TIME) == null) {
            return OptionalLong.empty();
        }
        try {
            AvroCursor cursor = new AvroCursor(value, HEADER);
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
        } catch (MalformedAvroException e) {
            return OptionalLong.empty(); // decode says what is wrong with it
        }
    }

    private Image read(byte[] value) throws UnusableRecordException {
        Schema writer = writerOf(value);
        if (writer == null) {
            throw undecodable(
                    value.length < HEADER || value[0] != (byte) 0xC3 || value[1] != 1
                            ? "expected Avro single-object encoding, which starts with C3 01 and 8 bytes of fingerprint; found "
                                    + FirstBytes.of(value)
                            : "expected an Image written with a schema known here, found the fingerprint in "
                                    + FirstBytes.of(value));
        }
        try {
            new AvroCursor(value, HEADER).skip(writer);
            bytes = DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, bytes);
            return readers.computeIfAbsent(writer, ImageDecoder::reader).read(null, bytes);
        } catch (MalformedAvroException | IOException | AvroRuntimeException e) {
            throw undecodable("expected an Avro Image, found " + e.getMessage());
        }
    }

    private static DatumReader<Image> reader(Schema writer) {
        return new SpecificDatumReader<>(writer, Image.getClassSchema(), SpecificData.getForClass(Image.class));
    }

    private static Schema writerOf(byte[] value) {
        if (value.length < HEADER || value[0] != (byte) 0xC3 || value[1] != 1) {
            return null;
        }
        long fingerprint = 0;
        for (int i = HEADER - 1; i >= 2; i--) {
            fingerprint = fingerprint << 8 | (value[i] & 0xffL);
        }
        Schema writer = SchemaHistory.STORE.findByFingerprint(fingerprint);
        return writer != null
                        && writer.getFullName().equals(Image.getClassSchema().getFullName())
                ? writer
                : null;
    }

    private static UnusableRecordException undecodable(String detail) {
        return new UnusableRecordException(DeadLetterReason.UNDECODABLE_RECORD, detail);
    }
}
