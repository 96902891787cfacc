package io.latentwatch.detector.images;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The contents of an IDX file of unsigned bytes, the format in which MNIST and Fashion-MNIST are published.
 *
 * <p>Layout of a file: two zero bytes, the element type (only 0x08, unsigned byte, is read), the number of dimensions, then
 * each dimension as a big-endian int32, then the elements in row-major order. Grey images are {@code [N, H, W]}, labels
 * {@code [N]}; colour images are {@code [N, H, W, 3]}, a rank that the format allows though those sets have none. Format: Y. LeCun, C. Cortes, C. Burges, "The MNIST database".
 *
 * @param dimensions every one at least 1; their product is the length of {@code data}
 * @param data the elements, row-major, to be read as unsigned; not copied, so it must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Tens of megabytes: read once, shared, never compared.
public record IdxFile(List<Integer> dimensions, byte[] data) {
    private static final int UNSIGNED_BYTE = 0x08;
    private static final int MOST_DIMENSIONS = 4;
    private static final int GZIP_MAGIC = 0x1f8b;

    public IdxFile {
        dimensions = List.copyOf(dimensions);
        requireNonNull(data, "data is null");
        if (dimensions.isEmpty() || dimensions.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("dimensions must be positive and at least one, found " + dimensions);
        }
        if (elements(dimensions) != data.length) {
            throw new IllegalArgumentException(
                    "dimensions %s hold %d elements but data has %d, expected the same number"
                            .formatted(dimensions, elements(dimensions), data.length));
        }
    }

    /** The number of items: images or labels. */
    public int count() {
        return dimensions.get(0);
    }

    /** The number of bytes of one item: height times width, times channels, of an image; 1 for a label. */
    public int itemSize() {
        return data.length / count();
    }

    /**
     * Reads a file, compressed with gzip or not; its content decides, not its name.
     *
     * @throws IOException if the file cannot be read, or is not an IDX file of unsigned bytes, or has fewer or more bytes than
     *     its header says; the message names the file, what was expected and found, and what to do
     */
    public static IdxFile read(Path file) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                DataInputStream in = new DataInputStream(isGzip(raw) ? new GZIPInputStream(raw, 1 << 16) : raw)) {
            List<Integer> dimensions = readHeader(file, in);
            byte[] data = readElements(file, in, dimensions);
            return new IdxFile(dimensions, data);
        } catch (EOFException e) {
            throw new IOException(file + ": ends within its header or its gzip stream; fetch the file again", e);
        } catch (ZipException e) {
            throw new IOException(
                    file + ": its gzip stream is damaged (" + e.getMessage() + "); fetch the file again", e);
        }
    }

    /** Writes the file uncompressed; {@link #read} of it gives an equal file. An existing one is replaced. */
    public void write(Path file) throws IOException {
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            out.writeInt(UNSIGNED_BYTE << 8 | dimensions.size());
            for (int size : dimensions) {
                out.writeInt(size);
            }
            out.write(data);
        }
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP_MAGIC;
    }

    private static List<Integer> readHeader(Path file, DataInputStream in) throws IOException {
        int magic = in.readInt();
        int rank = magic & 0xff;
        if (magic >>> 8 != UNSIGNED_BYTE || rank < 1 || rank > MOST_DIMENSIONS) {
            throw new IOException(
                    ("%s: expected an IDX file of unsigned bytes (magic 0x00000801 to 0x0000080%d), found magic"
                                    + " 0x%08x; give the file of images or labels as MNIST publishes it, gzipped or not")
                            .formatted(file, MOST_DIMENSIONS, magic));
        }
        List<Integer> dimensions = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            dimensions.add(in.readInt());
        }
        if (dimensions.stream().anyMatch(size -> size < 1) || elements(dimensions) > Integer.MAX_VALUE - 16) {
            throw new IOException(
                    "%s: expected dimensions of at least 1 and 2 GiB of elements at most, found %s; fetch the file again"
                            .formatted(file, dimensions));
        }
        return dimensions;
    }

    private static byte[] readElements(Path file, DataInputStream in, List<Integer> dimensions) throws IOException {
        int expected = (int) elements(dimensions);
        // Grows with what is really there, so that a header that lies cannot make us allocate what it says.
        byte[] data = in.readNBytes(expected);
        if (data.length < expected) {
            throw new IOException("%s: truncated: its header %s says %d elements, found %d; fetch the file again"
                    .formatted(file, dimensions, expected, data.length));
        }
        if (in.read() >= 0) {
            throw new IOException(
                    "%s: its header %s says %d elements, found more bytes behind them; fetch the file again"
                            .formatted(file, dimensions, expected));
        }
        return data;
    }

    /** The product of the dimensions; saturates so that hostile headers do not wrap around. */
    private static long elements(List<Integer> dimensions) {
        return dimensions.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a > Integer.MAX_VALUE ? a : a * b);
    }
}
