package io.latentwatch.detector.decode;

/**
 * What an image looks like in 64 bytes: the mean brightness of each cell of an 8 x 8 grid, colours averaged. Copies of an image with a small perturbation have prints that lie
 * close together; {@link ImageHash}, by contrast, tells whether two images are the same to the bit.
 */
public final class ImagePrint {
    /** Cells to a side. */
    public static final int SIDE = 8;

    /** Bytes of a print. */
    public static final int LENGTH = SIDE * SIDE;

    private ImagePrint() {}

    /**
     * The print of an image.
     *
     * @param pixels {@code channels x height x width} unsigned bytes as {@link ImageDecoder} gives them
     */
    public static byte[] of(byte[] pixels, int channels, int height, int width) {
        byte[] print = new byte[LENGTH];
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                print[row * SIDE + column] = cell(pixels, channels, height, width, row, column);
            }
        }
        return print;
    }

    /** A cell holds at least one pixel: where the image has fewer than 8 to a side, neighbouring cells share theirs. */
    private static byte cell(byte[] pixels, int channels, int height, int width, int row, int column) {
        int top = row * height / SIDE;
        int bottom = Math.max(top + 1, (row + 1) * height / SIDE);
        int left = column * width / SIDE;
        int right = Math.max(left + 1, (column + 1) * width / SIDE);
        long sum = 0;
        for (int channel = 0; channel < channels; channel++) {
            for (int y = top; y < bottom; y++) {
                int line = (channel * height + y) * width;
                for (int x = left; x < right; x++) {
                    sum += pixels[line + x] & 0xff;
                }
            }
        }
        return (byte) (sum / ((long) channels * (bottom - top) * (right - left)));
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
