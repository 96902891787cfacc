package io.latentwatch.evaluation.corrupt;

import java.util.SplittableRandom;

/** Clouds by the diamond-square algorithm (A. Fournier, D. Fussell, L. Carpenter, CACM 1982), on a torus. */
final class PlasmaFractal {
    private final int side;
    private final double[] heights;
    private final SplittableRandom random;

    private PlasmaFractal(int side, SplittableRandom random) {
        this.side = side;
        this.heights = new double[side * side];
        this.random = random;
    }

    /**
     * A plane of clouds from 0 to 1.
     *
     * @param decay what the offsets are divided by at each halving of the distance, above 1: the larger, the smoother
     */
    static float[] of(int height, int width, double decay, SplittableRandom random) {
        int side = Integer.highestOneBit(Math.max(Math.max(height, width), 2) - 1) * 2;
        PlasmaFractal fractal = new PlasmaFractal(side, random);
        fractal.fill(decay);
        return fractal.cut(height, width);
    }

    private void fill(double decay) {
        double offset = 1;
        for (int step = side; step >= 2; step /= 2) {
            int half = step / 2;
            for (int row = 0; row < side; row += step) {
                for (int column = 0; column < side; column += step) {
                    set(
                            row + half,
                            column + half,
                            offset,
                            row,
                            column,
                            row + step,
                            column,
                            row,
                            column + step,
                            row + step,
                            column + step);
                }
            }
            for (int row = 0; row < side; row += half) {
                for (int column = (row + half) % step; column < side; column += step) {
                    set(
                            row,
                            column,
                            offset,
                            row - half,
                            column,
                            row + half,
                            column,
                            row,
                            column - half,
                            row,
                            column + half);
                }
            }
            offset /= decay;
        }
    }

    /** The mean of four neighbours (rows and columns by turns), and chance. */
    private void set(int row, int column, double offset, int... neighbours) {
        double sum = 0;
        for (int i = 0; i < neighbours.length; i += 2) {
            sum += heights[index(neighbours[i], neighbours[i + 1])];
        }
        heights[index(row, column)] = sum / 4 + offset * random.nextDouble(-1, 1);
    }

    private int index(int row, int column) {
        return Math.floorMod(row, side) * side + Math.floorMod(column, side);
    }

    private float[] cut(int height, int width) {
        float[] plane = new float[height * width];
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double value : heights) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (float) ((heights[index(i / width, i % width)] - least) / (most - least));
        }
        return plane;
    }
}
