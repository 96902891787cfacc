package io.latentwatch.evaluation.adaptive;

import io.latentwatch.evaluation.gradient.LogitLoss;

/** One entry of an observed row, as a loss. */
record RowLoss(int entry) implements LogitLoss {
    @Override
    public double at(int image, int label, float[] row, float[] slope) {
        java.util.Arrays.fill(slope, 0);
        slope[entry] = 1;
        return row[entry];
    }
}
