package io.latentwatch.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An array in NumPy's file format, version 1.0 (NEP 1): {@code numpy.load} reads what {@link #write} gives. C order, little-endian.
 *
 * @param shape the dimensions, outermost first
 * @param data the values, little-endian, read-only
 */
public record NpyArray(Type type, List<Integer> shape, ByteBuffer data) {
    private static final long MAX_ELEMENTS = Long.MAX_VALUE / 8;
    private static final int SHOWN_BYTES = 100;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \\(((?:\\d{1,9}, ?)*\\d{0,9})\\), ?\\}\\s*");

    /** The element types that bundles use. */
    public enum Type {
        UINT8("|u1", 1),
        INT64("<i8", 8),
        FLOAT32("<f4", 4),
        FLOAT64("<f8", 8);

        private final String descriptor;
        private final int bytes;

        Type(String descriptor, int bytes) {
            this.descriptor = descriptor;
            this.bytes = bytes;
        }

        static Type of(String descriptor, String where) {
            return Arrays.stream(values())
                    .filter(t -> t.descriptor.equals(descriptor))
                    .findFirst()
                    .orElseThrow(() -> new BundleException(where + ": element type " + descriptor
                            + ", expected |u1, <i8, <f4 or <f8; profile the model again"));
        }
    }

    public NpyArray {
        shape = List.copyOf(shape);
        data = data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (data.remaining() != elements(shape) * type.bytes) {
            throw new IllegalArgumentException("shape " + shape + " of " + type + " takes "
                    + elements(shape) * type.bytes + " bytes, found " + data.remaining());
        }
    }

    public static NpyArray of(float[] values, Integer... shape) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return new NpyArray(Type.FLOAT32, List.of(shape), buffer);
    }

    public static NpyArray of(double[] values, Integer... shape) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asDoubleBuffer().put(values);
        return new NpyArray(Type.FLOAT64, List.of(shape), buffer);
    }

    public static NpyArray of(long[] values, Integer... shape) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(values);
        return new NpyArray(Type.INT64, List.of(shape), buffer);
    }

    public static NpyArray of(byte[] values, Integer... shape) {
        return new NpyArray(Type.UINT8, List.of(shape), ByteBuffer.wrap(values));
    }

    /**
     * Reads a file's bytes.
     *
     * @param where what the error's text names
     */
    public static NpyArray read(byte[] file, String where) {
        if (file.length < 10 || !Arrays.equals(file, 0, 8, MAGIC, 0, 8)) {
            throw new BundleException(where + ": not a NumPy file of version 1.0; profile the model again");
        }
        int headerLength =
                ByteBuffer.wrap(file, 8, 2).order(ByteOrder.LITTLE_ENDIAN).getShort() & 0xffff;
        int start = 10 + headerLength;
        Matcher header = HEADER.matcher(
                start > file.length ? "" : new String(file, 10, headerLength, StandardCharsets.US_ASCII));
        if (!header.matches() || header.group(2).equals("True")) {
            throw new BundleException(where + ": its header '" + shown(file, start)
                    + "' is not that of an array in C order; profile the model again");
        }
        Type type = Type.of(header.group(1), where);
        List<Integer> shape = Arrays.stream(header.group(3).split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .map(Integer::valueOf)
                .toList();
        if (file.length - start != elements(shape) * type.bytes) {
            throw new BundleException(where + ": shape " + shape + " takes " + elements(shape) * type.bytes
                    + " bytes, found " + (file.length - start) + "; profile the model again");
        }
        return new NpyArray(
                type, shape, ByteBuffer.wrap(file, start, file.length - start).slice());
    }

    /** The bytes of a NumPy file. */
    public byte[] write() {
        String shapeText = shape.stream().map(d -> d + ",").collect(Collectors.joining(" "));
        String header = String.format(
                Locale.ROOT,
                "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }",
                type.descriptor,
                trimLone(shapeText));
        int padded = (10 + header.length() + 1 + 63) / 64 * 64 - 10;
        ByteBuffer file = ByteBuffer.allocate(10 + padded + data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        file.put(MAGIC).putShort((short) padded);
        file.put((header + " ".repeat(padded - header.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
        return file.put(data.duplicate()).array();
    }

    /** The values as float32, in C order; the array must be of that type and shape. */
    public float[] floats(String where, Integer... expectedShape) {
        require(Type.FLOAT32, where, expectedShape);
        float[] values = new float[data.remaining() / 4];
        data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /** The values as float64, likewise. */
    public double[] doubles(String where, Integer... expectedShape) {
        require(Type.FLOAT64, where, expectedShape);
        double[] values = new double[data.remaining() / 8];
        data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
        return values;
    }

    /** The values as int64, likewise. */
    public long[] longs(String where, Integer... expectedShape) {
        require(Type.INT64, where, expectedShape);
        long[] values = new long[data.remaining() / 8];
        data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
        return values;
    }

    /** The values as unsigned bytes, likewise. */
    public byte[] bytes(String where, Integer... expectedShape) {
        require(Type.UINT8, where, expectedShape);
        byte[] values = new byte[data.remaining()];
        data.duplicate().get(values);
        return values;
    }

    private void require(Type expectedType, String where, Integer... expectedShape) {
        if (type != expectedType || !shape.equals(List.of(expectedShape))) {
            throw new BundleException(where + " is " + type + " " + shape + ", manifest.json says " + expectedType + " "
                    + List.of(expectedShape) + "; profile the model again");
        }
    }

    private static String trimLone(String shapeText) {
        return shapeText.indexOf(',') == shapeText.length() - 1
                ? shapeText
                : shapeText.substring(0, shapeText.length() - 1);
    }

    private static String shown(byte[] file, int end) {
        return new String(
                        file,
                        10,
                        Math.min(file.length, Math.min(end, 10 + SHOWN_BYTES)) - 10,
                        StandardCharsets.US_ASCII)
                .strip();
    }

    /** No array has as many as where this stops. */
    private static long elements(List<Integer> shape) {
        return shape.stream()
                .mapToLong(Integer::longValue)
                .reduce(1, (product, d) -> d > 0 && product > MAX_ELEMENTS / d ? MAX_ELEMENTS : product * d);
    }
}
