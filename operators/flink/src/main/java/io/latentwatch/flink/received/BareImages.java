package io.latentwatch.flink.received;

import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import io.latentwatch.wire.WireFormat;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a record's value as a PNG or JPEG file, told apart by its first bytes. The image's id is the record's key where that is UTF-8 text, else its position; its
 * source the header {@code source}; its attributes the headers {@code attribute.NAME}. Headers that are no UTF-8 text are passed over. The event time is the record's timestamp.
 */
final class BareImages implements ImageReader {
    static final String SOURCE = "source";
    static final String ATTRIBUTE = "attribute.";

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

    @Override
    public Image read(ReceivedRecord record) throws UnusableRecordException {
        if (record.value() == null) {
            throw new UnusableRecordException(
                    DeadLetterReason.UNDECODABLE_RECORD, "the record has no value, expected a PNG or JPEG file");
        }
        Image image = new Image();
        image.setId(text(record.key()).filter(key -> !key.isEmpty()).orElseGet(record::position));
        image.setSource("");
        image.setEncoding(encoding(record.value()));
        image.setBytes(ByteBuffer.wrap(record.value()));
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < record.headerNames().length; i++) {
            String name = record.headerNames()[i];
            Optional<String> value = text(record.headerValues()[i]);
            if (name.equals(SOURCE)) {
                value.ifPresent(image::setSource);
            } else if (name.startsWith(ATTRIBUTE)) {
                value.ifPresent(found -> attributes.put(name.substring(ATTRIBUTE.length()), found));
            }
        }
        image.setAttributes(attributes);
        TextLimit.refuseLong(image);
        return image;
    }

    @Override
    public OptionalLong eventTimeMillis(ReceivedRecord record) {
        return OptionalLong.empty();
    }

    private static Encoding encoding(byte[] value) throws UnusableRecordException {
        if (startsWith(value, PNG)) {
            return Encoding.PNG;
        }
        if (startsWith(value, JPEG)) {
            return Encoding.JPEG;
        }
        throw new UnusableRecordException(
                DeadLetterReason.UNKNOWN_ENCODING,
                "expected a PNG or JPEG file, found " + WireFormat.firstBytes(value)
                        + "; for records of the schema Image set input.format: avro");
    }

    private static boolean startsWith(byte[] value, byte[] start) {
        return value.length >= start.length
                && ByteBuffer.wrap(value, 0, start.length).equals(ByteBuffer.wrap(start));
    }

    private static Optional<String> text(byte[] bytes) {
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
