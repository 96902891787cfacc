package io.latentwatch.wire;

import static java.util.Objects.requireNonNull;

import io.latentwatch.wire.AvroCursor.MalformedAvroException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Reads messages as records of one generated class, whatever schema of that name they were written with, as Avro resolves it. Hostile bytes cost no more memory than
 * they are long, and time in proportion. Not thread-safe.
 */
public final class MessageDecoder<T> {
    private final WireFormat format;
    private final Schema schema;
    private final SpecificData model;

    /** By the writer's schema. Avro's message decoder does the same through a stream and takes half as long again. */
    private final Map<Schema, DatumReader<T>> readers = new HashMap<>();

    private BinaryDecoder bytes;

    /** @param generated the records' class, made by Avro */
    public MessageDecoder(WireFormat format, Class<T> generated) {
        this.format = requireNonNull(format, "format is null");
        this.model = SpecificData.getForClass(generated);
        this.schema = model.getSchema(generated);
    }

    /**
     * The record.
     *
     * @param message null for a Kafka record without a value
     * @throws UnreadableMessageException if it is no such record, with what was expected and found
     * @throws RegistryException if the registry cannot be asked for the writer's schema
     */
    public T decode(byte[] message) throws UnreadableMessageException {
        Schema writer = writer(message);
        int header = WireFormat.headerLength(message);
        try {
            new AvroCursor(message, header).skip(writer);
            bytes = DecoderFactory.get().binaryDecoder(message, header, message.length - header, bytes);
            return readers.computeIfAbsent(writer, this::reader).read(null, bytes);
        } catch (MalformedAvroException | IOException | AvroRuntimeException e) {
            throw new UnreadableMessageException("expected an Avro " + schema.getName() + ", found " + e.getMessage());
        }
    }

    /**
     * The schema that the message's record was written with, which has the name of this one's.
     *
     * @throws UnreadableMessageException if it has another name, or cannot be found
     * @throws RegistryException if the registry cannot be asked
     */
    public Schema writer(byte[] message) throws UnreadableMessageException {
        if (message == null) {
            throw new UnreadableMessageException("the record has no value, expected an Avro " + schema.getName());
        }
        Schema writer = format.writer(message);
        if (!isNamedAlike(writer)) {
            throw new UnreadableMessageException("expected an " + schema.getName() + ", found a record of "
                    + writer.getFullName() + " in " + WireFormat.firstBytes(message));
        }
        return writer;
    }

    private boolean isNamedAlike(Schema writer) {
        return writer.getType() == Schema.Type.RECORD && writer.getFullName().equals(schema.getFullName());
    }

    private DatumReader<T> reader(Schema writer) {
        return new SpecificDatumReader<>(writer, schema, model);
    }
}
