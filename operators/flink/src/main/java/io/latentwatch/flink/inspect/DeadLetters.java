package io.latentwatch.flink.inspect;

import io.latentwatch.detector.Outcome.Refused;
import io.latentwatch.flink.received.Printable;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.Header;
import io.latentwatch.schemas.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes dead letters that fit where they go: key, headers and value as they came; where that is too much the value is cut, and where
 * key and headers alone are too much they are left out. The detail says so; length and SHA-256 are always those of the whole value.
 * Not thread-safe.
 */
public final class DeadLetters {
    /** Room for position, reason, hash and the longest detail. */
    public static final int LEAST_BYTES = 4_096;

    static final int DETAIL_CHARACTERS = 1_000;
    private static final int LONGEST_LENGTH_PREFIX = 5;

    private final int maxBytes;
    private final MessageDigest sha256;

    /** @param maxBytes most bytes of an encoded dead letter, at least {@link #LEAST_BYTES} */
    public DeadLetters(int maxBytes) {
        if (maxBytes < LEAST_BYTES) {
            throw new IllegalArgumentException("maxBytes is " + maxBytes + ", expected at least " + LEAST_BYTES);
        }
        this.maxBytes = maxBytes;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }

    /** The dead letter of a record that was refused. */
    public DeadLetter of(ReceivedRecord record, Refused refused) {
        DeadLetter letter = new DeadLetter();
        letter.setPosition(new Position(record.topic(), record.partition(), record.offset()));
        letter.setTimestampMillis(record.timestampMillis());
        letter.setReason(refused.reason());
        letter.setDetail(printable(refused.detail(), ""));
        letter.setKey(wrap(record.key()));
        letter.setHeaders(headers(record));
        describeValue(letter, record.value());
        fit(letter, record.value(), refused.detail());
        return letter;
    }

    private void describeValue(DeadLetter letter, byte[] value) {
        letter.setValueLength(value == null ? -1 : value.length);
        letter.setValueSha256(value == null ? "" : HexFormat.of().formatHex(sha256.digest(value)));
    }

    private void fit(DeadLetter letter, byte[] value, String detail) {
        letter.setValue(value == null ? null : ByteBuffer.allocate(0));
        String leftOut = "";
        if (encodedLength(letter) > maxBytes - LONGEST_LENGTH_PREFIX) {
            leftOut = "; key and " + letter.getHeaders().size() + " headers left out, they do not fit";
            letter.setKey(null);
            letter.setHeaders(List.of());
            letter.setDetail(printable(detail, leftOut));
        }
        if (value == null) {
            return;
        }
        if (value.length > room(letter)) {
            // the note is written first with the widest number it can hold: room may only grow afterwards
            letter.setDetail(printable(detail, leftOut + cut(value.length, value.length)));
            int kept = Math.max(0, room(letter));
            letter.setDetail(printable(detail, leftOut + cut(kept, value.length)));
            letter.setValue(ByteBuffer.wrap(value, 0, kept).slice());
        } else {
            letter.setValue(ByteBuffer.wrap(value));
        }
    }

    private int room(DeadLetter withoutValue) {
        return maxBytes - LONGEST_LENGTH_PREFIX - encodedLength(withoutValue);
    }

    private static String cut(int kept, int length) {
        return "; value cut to its first " + kept + " of " + length + " bytes";
    }

    private static int encodedLength(DeadLetter letter) {
        try {
            return DeadLetter.getEncoder().encode(letter).remaining();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Header> headers(ReceivedRecord record) {
        List<Header> headers = new ArrayList<>(record.headerNames().length);
        for (int i = 0; i < record.headerNames().length; i++) {
            headers.add(new Header(record.headerNames()[i], wrap(record.headerValues()[i])));
        }
        return headers;
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    /** The detail without control characters, shortened so that it and the note have 1,000 characters at most. */
    static String printable(String detail, String note) {
        return Printable.of(detail, DETAIL_CHARACTERS - note.length()) + note;
    }
}
