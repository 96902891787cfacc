package io.latentwatch.detector.alarm;

import java.util.Arrays;
import java.util.List;

/**
 * The Shiryaev-Roberts e-detector on flags (Shin, Ramdas and Rinaldo, "E-detectors", arXiv 2203.03532): for flags whose rate on clean
 * images is at most {@code alpha}, the mean number of clean images until {@link #evidence()} reaches a limit A is at least A, and an
 * alarm comes within the first N images with probability at most N / A.
 *
 * <p>Each bet q weighs the flags as if their rate had risen to q: e = (q / alpha) for a flag, (1 - q) / (1 - alpha) for none, and
 * R = (1 + R) e. The evidence is the mean of R over the bets, which is an e-detector because each of them is.
 *
 * <p>Pure arithmetic; not thread-safe. Its state is {@link #values()}.
 */
public final class ShiryaevRoberts {
    /** Rates that are bet on, as multiples of alpha. */
    public static final List<Integer> MULTIPLES = List.of(2, 3, 5, 10, 20, 50);

    private static final double LARGEST_BET = 0.9;

    private final double[] growthOnFlag = new double[MULTIPLES.size()];
    private final double[] growthOnNone = new double[MULTIPLES.size()];
    private final double[] values = new double[MULTIPLES.size()];

    /** @param alpha largest flag rate on clean images, above 0 and below 0.45, so that every bet lies above it */
    public ShiryaevRoberts(double alpha) {
        if (!(alpha > 0 && alpha < LARGEST_BET / 2)) {
            throw new IllegalArgumentException(
                    "alpha is " + alpha + ", expected a rate above 0 and below " + LARGEST_BET / 2);
        }
        for (int i = 0; i < values.length; i++) {
            double bet = Math.min(MULTIPLES.get(i) * alpha, LARGEST_BET);
            growthOnFlag[i] = bet / alpha;
            growthOnNone[i] = (1 - bet) / (1 - alpha);
        }
    }

    /** Takes the next flag in and returns the evidence after it. */
    public double add(boolean flagged) {
        double[] growth = flagged ? growthOnFlag : growthOnNone;
        for (int i = 0; i < values.length; i++) {
            values[i] = (1 + values[i]) * growth[i];
        }
        return evidence();
    }

    /** Mean of the bets' statistics; at least 0, unbounded. */
    public double evidence() {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Forgets everything. */
    public void restart() {
        Arrays.fill(values, 0);
    }

    /** The statistics, one for each of {@link #MULTIPLES}: what has to be kept over a restart. */
    public double[] values() {
        return values.clone();
    }

    /** Goes on from kept statistics. */
    public void restore(double[] kept) {
        if (kept.length != values.length) {
            throw new IllegalArgumentException(
                    "kept e-detector has " + kept.length + " values, expected " + values.length + "; start it anew");
        }
        System.arraycopy(kept, 0, values, 0, values.length);
    }
}
