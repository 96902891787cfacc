package io.latentwatch.evaluation.corrupt;

/** Planes read between their pixels. Beyond the edges a plane goes on as in a mirror. */
final class Bilinear {
    private Bilinear() {}

    /** The value at a place; pixels' centres have whole numbers. */
    static double at(float[] plane, int height, int width, double row, double column) {
        int top = (int) Math.floor(row);
        int left = (int) Math.floor(column);
        double down = row - top;
        double right = column - left;
        return (1 - down)
                        * ((1 - right) * pixel(plane, height, width, top, left)
                                + right * pixel(plane, height, width, top, left + 1))
                + down
                        * ((1 - right) * pixel(plane, height, width, top + 1, left)
                                + right * pixel(plane, height, width, top + 1, left + 1));
    }

    /** A copy enlarged about its centre by a factor of at least 1, cut to the same size. */
    static float[] enlarged(float[] plane, int height, int width, double factor) {
        float[] enlarged = new float[plane.length];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                enlarged[row * width + column] = (float) at(
                        plane,
                        height,
                        width,
                        middle(height) + (row - middle(height)) / factor,
                        middle(width) + (column - middle(width)) / factor);
            }
        }
        return enlarged;
    }

    /** The position in [0, size) that stands at {@code position} when the pixels go on as in a mirror, the edge's own twice. */
    static int mirrored(int position, int size) {
        int period = Math.floorMod(position, 2 * size);
        return period < size ? period : 2 * size - 1 - period;
    }

    private static double middle(int size) {
        return (size - 1) / 2.0;
    }

    private static float pixel(float[] plane, int height, int width, int row, int column) {
        return plane[mirrored(row, height) * width + mirrored(column, width)];
    }
}
