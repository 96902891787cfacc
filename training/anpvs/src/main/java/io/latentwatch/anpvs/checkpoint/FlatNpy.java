package io.latentwatch.anpvs.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** One-dimensional float32 arrays in numpy's format, version 1.0. */
final class FlatNpy {
    private static final int HEADER = 128;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

    private FlatNpy() {}

    static byte[] encode(float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(HEADER + values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        String description = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d,), }".formatted(values.length);
        int length = HEADER - MAGIC.length - Short.BYTES;
        bytes.put(MAGIC).putShort((short) length);
        bytes.put((description + " ".repeat(length - 1 - description.length()) + "\n")
                .getBytes(StandardCharsets.US_ASCII));
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    static float[] decode(String name, byte[] content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (content.length < HEADER
                || (content.length - HEADER) % Float.BYTES != 0
                || !bytes.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new IOException(
                    "%s: expected a flat float32 array in numpy's format, found %d other bytes; the checkpoint is damaged"
                            .formatted(name, content.length));
        }
        float[] values = new float[(content.length - HEADER) / Float.BYTES];
        bytes.position(HEADER)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }
}
