package io.latentwatch.flink.received;

import io.latentwatch.schemas.Header;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What of a record's key and headers its verdict carries: all that is small enough, since a verdict has to fit its topic whatever a producer sends. */
public final class CarriedFields {
    /** Most bytes of a key. */
    public static final int MAX_KEY_BYTES = 4_096;

    /** Most bytes of all headers together: of their names and values, and {@link #BYTES_PER_HEADER} for each. */
    public static final int MAX_HEADER_BYTES = 16_384;

    /** What a header takes beside its name and value, at most 7 bytes of it in a verdict: any number of empty ones would fit without. */
    static final int BYTES_PER_HEADER = 64;

    private CarriedFields() {}

    /** The record's key; null where it has none, or one that is too long. */
    public static ByteBuffer key(ReceivedRecord record) {
        return record.key() == null || record.key().length > MAX_KEY_BYTES ? null : ByteBuffer.wrap(record.key());
    }

    /** The record's headers in their order, without those that do not fit. */
    public static List<Header> headers(ReceivedRecord record) {
        int count = record.headerNames().length;
        if (count == 0) {
            return List.of();
        }
        List<Header> headers = new ArrayList<>(Math.min(count, MAX_HEADER_BYTES / BYTES_PER_HEADER));
        int left = MAX_HEADER_BYTES;
        for (int i = 0; i < count; i++) {
            String name = record.headerNames()[i];
            byte[] value = record.headerValues()[i];
            int bytes = BYTES_PER_HEADER
                    + name.getBytes(StandardCharsets.UTF_8).length
                    + (value == null ? 0 : value.length);
            if (bytes <= left) {
                headers.add(new Header(name, value == null ? null : ByteBuffer.wrap(value)));
                left -= bytes;
            }
        }
        return headers;
    }
}
