package io.latentwatch.monitoring.topics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;

/**
 * Writes records of one generated class in Avro's single-object encoding: C3 01, the schema's CRC-64-AVRO fingerprint, the record. The same
 * bytes as the class's {@code toByteBuffer}, which goes through a synchronized stream value by value and takes three times as long. Not
 * thread-safe: its buffers are used again.
 */
final class SingleObjectEncoder<T> {
    private final byte[] header;
    private final DatumWriter<T> writer;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);

    @SuppressWarnings("unchecked") // the model of a generated class writes that class
    SingleObjectEncoder(Class<T> generated) {
        SpecificData model = SpecificData.getForClass(generated);
        Schema schema = model.getSchema(generated);
        this.header = header(SchemaNormalization.parsingFingerprint64(schema));
        this.writer = model.createDatumWriter(schema);
    }

    private static byte[] header(long fingerprint) {
        return ByteBuffer.allocate(2 + Long.BYTES)
                .put((byte) 0xC3)
                .put((byte) 1)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(fingerprint)
                .array();
    }

    /** The record's bytes, which nobody else holds. */
    byte[] encode(T datum) {
        bytes.reset();
        try {
            encoder.writeFixed(header);
            writer.write(datum, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be written", e);
        }
        return bytes.toByteArray();
    }
}
