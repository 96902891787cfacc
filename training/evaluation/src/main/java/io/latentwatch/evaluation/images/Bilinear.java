package io.latentwatch.evaluation.images;

import java.util.function.IntBinaryOperator;

/** Planes read between their pixels. */
public final class Bilinear {
    private Bilinear() {}

    /** The value at a place of a plane that goes on as in a mirror beyond its edges; pixels' centres have whole numbers. */
    public static double at(float[] plane, int height, int width, double row, double column) {
        return at(plane, 0, height, width, row, column, Bilinear::mirrored);
    }

    /**
     * The value at a place of one of several planes.
     *
     * @param from index that the plane begins at
     * @param edge the position in [0, size) that stands at a position when there are so many
     */
    static double at(
            float[] planes, int from, int height, int width, double row, double column, IntBinaryOperator edge) {
        int top = (int) Math.floor(row);
        int left = (int) Math.floor(column);
        double down = row - top;
        double right = column - left;
        int upper = from + edge.applyAsInt(top, height) * width;
        int lower = from + edge.applyAsInt(top + 1, height) * width;
        int near = edge.applyAsInt(left, width);
        int far = edge.applyAsInt(left + 1, width);
        return (1 - down) * ((1 - right) * planes[upper + near] + right * planes[upper + far])
                + down * ((1 - right) * planes[lower + near] + right * planes[lower + far]);
    }

    /** A copy enlarged about its centre by a factor of at least 1, cut to the same size. */
    public static float[] enlarged(float[] plane, int height, int width, double factor) {
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
    public static int mirrored(int position, int size) {
        int period = Math.floorMod(position, 2 * size);
        return period < size ? period : 2 * size - 1 - period;
    }

    /** The position in [0, size) that stands at {@code position} when the pixel at the edge is repeated. */
    static int repeated(int position, int size) {
        return Math.max(0, Math.min(size - 1, position));
    }

    private static double middle(int size) {
        return (size - 1) / 2.0;
    }
}
