package io.latentwatch.detector.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What an image looks like in 64 bytes: the mean brightness of each cell of an 8 x 8 grid, colours averaged. Copies of an image with a small perturbation have prints that lie
 * close together; {@link ImageHash}, by contrast, tells whether two images are the same to the bit.
 */
public final class ImagePrint {
    /** Cells to a side. */
    public static final int SIDE = 8;

    /** Bytes of a print. */
    public static final int LENGTH = SIDE * SIDE;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Every other byte of a long, the lowest first. */
    private static final long EVEN = 0x00ff_00ff_00ff_00ffL;

    /** As many bytes of 255 add up to what 16 bits hold. */
    private static final int MOST_LINES = 257;

    private ImagePrint() {}

    /**
     * The print of an image.
     *
     * @param pixels {@code channels x height x width} unsigned bytes as {@link ImageDecoder} gives them
     */
    public static byte[] of(byte[] pixels, int channels, int height, int width) {
        byte[] print = new byte[LENGTH];
        int[] columns = new int[width];
        for (int row = 0; row < SIDE; row++) {
            int top = from(row, height);
            int bottom = to(row, height);
            Arrays.fill(columns, 0);
            addColumns(pixels, channels, height, top, bottom, columns);
            for (int cell = 0; cell < SIDE; cell++) {
                int left = from(cell, width);
                int right = to(cell, width);
                int sum = 0;
                for (int x = left; x < right; x++) {
                    sum += columns[x];
                }
                print[row * SIDE + cell] = (byte) (sum / (channels * (bottom - top) * (right - left)));
            }
        }
        return print;
    }

    /** Sums of the lines of all channels: 8 columns at a time in the halves of two longs, which hold {@value #MOST_LINES} lines; several times as fast as one by one. */
    private static void addColumns(byte[] pixels, int channels, int height, int top, int bottom, int[] columns) {
        int width = columns.length;
        for (int channel = 0; channel < channels; channel++) {
            for (int from = top; from < bottom; from += MOST_LINES) {
                int first = (channel * height + from) * width;
                int end = (channel * height + Math.min(bottom, from + MOST_LINES)) * width;
                int x = 0;
                for (; x + Long.BYTES <= width; x += Long.BYTES) {
                    long even = 0;
                    long odd = 0;
                    for (int line = first; line < end; line += width) {
                        long eight = (long) LONGS.get(pixels, line + x);
                        even += eight & EVEN;
                        odd += (eight >>> Byte.SIZE) & EVEN;
                    }
                    for (int i = 0; i < Long.BYTES; i += 2) {
                        columns[x + i] += (int) (even >>> (i * Byte.SIZE)) & 0xffff;
                        columns[x + i + 1] += (int) (odd >>> (i * Byte.SIZE)) & 0xffff;
                    }
                }
                for (; x < width; x++) {
                    for (int line = first; line < end; line += width) {
                        columns[x] += pixels[line + x] & 0xff;
                    }
                }
            }
        }
    }

    private static int from(int cell, int extent) {
        return cell * extent / SIDE;
    }

    /** A cell holds at least one pixel: where the image has fewer than 8 to a side, neighbouring cells share theirs. */
    private static int to(int cell, int extent) {
        return Math.max(from(cell, extent) + 1, (cell + 1) * extent / SIDE);
    }

    /**
     * Mean absolute difference of two prints' cells, 0 to 1 of the brightness range.
     *
     * @param other an array that holds prints
     * @param from where the other print begins in it
     */
    public static double distance(byte[] print, byte[] other, int from) {
        int sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += Math.abs((print[i] & 0xff) - (other[from + i] & 0xff));
        }
        return sum / (255.0 * LENGTH);
    }
}
