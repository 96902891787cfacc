package io.latentwatch.wire;

import static java.util.Objects.requireNonNull;

import io.latentwatch.schemas.SchemaHistory;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * How a message says which schema its record was written with, before the record itself:
 *
 * <ul>
 *   <li>Avro's single-object encoding: {@code C3 01}, the schema's CRC-64-AVRO fingerprint, 8 bytes, least significant first. Schemas are those of {@link SchemaHistory}.
 *   <li>Confluent's: {@code 00}, the id that the schema has in a registry, 4 bytes, most significant first. Subjects are named after topics, {@code topic-value}.
 * </ul>
 *
 * <p>Where there is a registry its format is written, and both are read, so that what lies in a topic stays readable. Thread-safe.
 */
public final class WireFormat implements Serializable {
    /** Without a registry. */
    public static final WireFormat SINGLE_OBJECT = new WireFormat(null);

    private static final byte MARKER = (byte) 0xC3;
    private static final byte VERSION = 1;
    private static final int SINGLE_OBJECT_HEADER = 2 + Long.BYTES;
    private static final byte MAGIC = 0;
    private static final int CONFLUENT_HEADER = 1 + Integer.BYTES;
    private static final int SHOWN = 10;

    private final RegistrySettings registry;

    private transient volatile SchemaRegistry connected;

    private WireFormat(RegistrySettings registry) {
        this.registry = registry;
    }

    /** With ids of a registry. */
    public static WireFormat confluent(RegistrySettings registry) {
        return new WireFormat(requireNonNull(registry, "registry is null"));
    }

    /** The registry, if there is one. */
    public Optional<RegistrySettings> registry() {
        return Optional.ofNullable(registry);
    }

    /**
     * What stands before each record of the schema in a topic.
     *
     * @throws RegistryException if the registry cannot be asked for the schema's id, or does not take the schema
     */
    public byte[] header(String topic, Schema schema) {
        if (registry == null) {
            return ByteBuffer.allocate(SINGLE_OBJECT_HEADER)
                    .put(MARKER)
                    .put(VERSION)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(SchemaNormalization.parsingFingerprint64(schema))
                    .array();
        }
        return ByteBuffer.allocate(CONFLUENT_HEADER)
                .put(MAGIC)
                .putInt(connected().idOf(topic + "-value", schema))
                .array();
    }

    /**
     * The schema that the message's record was written with; the record begins at {@link #headerLength}.
     *
     * @throws UnreadableMessageException if the message does not say so, or names a schema that nobody knows
     * @throws RegistryException if the registry cannot be asked
     */
    public Schema writer(byte[] message) throws UnreadableMessageException {
        if (isSingleObject(message)) {
            Schema writer = SchemaHistory.STORE.findByFingerprint(fingerprint(message));
            if (writer == null) {
                throw new UnreadableMessageException(
                        "expected a schema known here, found the fingerprint in " + firstBytes(message));
            }
            return writer;
        }
        if (registry != null && message.length >= CONFLUENT_HEADER && message[0] == MAGIC) {
            return connected().byId(ByteBuffer.wrap(message, 1, Integer.BYTES).getInt());
        }
        throw new UnreadableMessageException(
                "expected Avro single-object encoding, which starts with C3 01 and 8 bytes of fingerprint"
                        + (registry == null ? "" : ", or 00 and 4 bytes of a schema's id") + "; found "
                        + firstBytes(message));
    }

    /** Bytes before the record, of a message that {@link #writer} has taken. */
    public static int headerLength(byte[] message) {
        return message[0] == MAGIC ? CONFLUENT_HEADER : SINGLE_OBJECT_HEADER;
    }

    private static boolean isSingleObject(byte[] message) {
        return message.length >= SINGLE_OBJECT_HEADER && message[0] == MARKER && message[1] == VERSION;
    }

    private static long fingerprint(byte[] message) {
        long fingerprint = 0;
        for (int i = SINGLE_OBJECT_HEADER - 1; i >= 2; i--) {
            fingerprint = fingerprint << 8 | (message[i] & 0xffL);
        }
        return fingerprint;
    }

    /** The number of bytes and the first ten, for people. */
    public static String firstBytes(byte[] message) {
        StringBuilder text = new StringBuilder(message.length + " bytes:");
        for (int i = 0; i < Math.min(message.length, SHOWN); i++) {
            text.append(String.format(" %02X", message[i]));
        }
        return text.toString();
    }

    private SchemaRegistry connected() {
        SchemaRegistry now = connected;
        if (now == null) {
            now = SchemaRegistry.of(registry);
            connected = now;
        }
        return now;
    }

    @Override
    public String toString() {
        return registry == null ? "single-object encoding" : registry.toString();
    }
}
