package io.latentwatch.evaluation.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many positives have a p-value at or below a limit, against how many negatives do. Limits are p-values of negatives, taken so that the points are even on a
 * logarithmic scale of false alarms.
 */
record RocCurve(List<Point> points) {
    private static final int POINTS_PER_DECADE = 20;

    /** Shares in [0,1] at one limit. */
    record Point(double falseAlarms, double found) {}

    RocCurve {
        points = List.copyOf(points);
    }

    /**
     * Computes the curve.
     *
     * @param positives p-values, at least one
     * @param negatives p-values, at least one
     */
    static RocCurve of(List<Double> positives, List<Double> negatives) {
        double[] found = sorted(positives);
        double[] clean = sorted(negatives);
        List<Point> points = new ArrayList<>();
        int decadesDown = (int) Math.ceil(Math.log10(clean.length));
        int last = -1;
        for (int step = -decadesDown * POINTS_PER_DECADE; step <= 0; step++) {
            int rank = (int) Math.floor(clean.length * Math.pow(10, (double) step / POINTS_PER_DECADE));
            if (rank > last && rank >= 1) {
                double limit = clean[rank - 1];
                last = atMost(clean, limit);
                points.add(new Point((double) last / clean.length, (double) atMost(found, limit) / found.length));
            }
        }
        return new RocCurve(points);
    }

    private static double[] sorted(List<Double> values) {
        return values.stream().mapToDouble(v -> v).sorted().toArray();
    }

    private static int atMost(double[] sorted, double limit) {
        int found = Arrays.binarySearch(sorted, limit);
        int after = found < 0 ? -found - 1 : found;
        while (after < sorted.length && sorted[after] == limit) {
            after++;
        }
        return after;
    }
}
