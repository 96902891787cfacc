package io.latentwatch.evaluation.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Spearman's rank correlation: Pearson's correlation of the ranks, where equal values share the mean of their ranks. */
public final class RankCorrelation {
    private RankCorrelation() {}

    /**
     * In [-1,1]; NaN where one side holds only equal values, for which it is not defined.
     *
     * @throws IllegalArgumentException if the two differ in length, there are fewer than two pairs, or a value is NaN
     */
    public static double spearman(double[] first, double[] second) {
        if (first.length != second.length || first.length < 2) {
            throw new IllegalArgumentException(
                    "a rank correlation needs at least two pairs of values, found %d and %d values"
                            .formatted(first.length, second.length));
        }
        return pearson(ranks(first), ranks(second));
    }

    /**
     * From 1 to n, in the order of the values; equal values share the mean of their ranks.
     *
     * @throws IllegalArgumentException if a value is NaN
     */
    public static double[] ranks(double[] values) {
        if (Arrays.stream(values).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("a NaN has no rank; leave out the pairs that were not measured");
        }
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[values.length];
        int from = 0;
        while (from < order.length) {
            int to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + 1 + to) / 2.0;
            }
            from = to;
        }
        return ranks;
    }

    private static double pearson(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return xx == 0 || yy == 0 ? Double.NaN : xy / Math.sqrt(xx * yy);
    }
}
