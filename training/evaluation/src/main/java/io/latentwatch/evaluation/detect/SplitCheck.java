package io.latentwatch.evaluation.detect;

import io.latentwatch.detector.judge.PacRank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.statistics.inference.ChiSquareTest;

/**
 * Whether the rank rule does what it says: clean images are split at random, again and again, into calibration and test; the flags among the test images
 * then follow a beta-binomial law, whatever the score. It checks the rule and the code, and says nothing of whether other images are like these.
 *
 * @param splits how many
 * @param calibration n, images of each split that are ranked against
 * @param test m, images of each split that are flagged or not
 * @param rank r for n
 * @param meanFlags over the splits
 * @param expectedFlags m r / (n + 1)
 * @param pValue of the chi-squared test of the splits' flags against BetaBinomial(m, r, n + 1 - r); below 0.001 the rule is broken
 */
public record SplitCheck(
        double alpha,
        int splits,
        int calibration,
        int test,
        int rank,
        double meanFlags,
        double expectedFlags,
        double pValue) {
    private static final double LEAST_EXPECTED = 5;

    /**
     * Splits in four fifths and one.
     *
     * @param suspicions of clean images, as calibration ranks them
     * @param alpha promised rate
     * @throws IllegalArgumentException if four fifths of the images are too few for the promise
     */
    public static SplitCheck of(double[] suspicions, double alpha, int splits, long seed) {
        int calibration = calibration(suspicions.length);
        int test = suspicions.length - calibration;
        int rank = PacRank.largest(calibration, alpha, PacRank.RISK);
        if (rank == 0) {
            throw new IllegalArgumentException(
                    "a false-alarm rate of %s takes at least %d calibration images, found %d of %d; give more images"
                            .formatted(
                                    alpha, PacRank.minimumImages(alpha, PacRank.RISK), calibration, suspicions.length));
        }
        SplittableRandom random = new SplittableRandom(seed);
        long[] counts = new long[test + 1];
        double[] shuffled = suspicions.clone();
        double sum = 0;
        for (int split = 0; split < splits; split++) {
            shuffle(shuffled, random);
            int flags = flags(shuffled, calibration, rank);
            counts[flags]++;
            sum += flags;
        }
        return new SplitCheck(
                alpha,
                splits,
                calibration,
                test,
                rank,
                sum / splits,
                test * rank / (calibration + 1.0),
                fit(counts, splits, test, rank, calibration));
    }

    /** Whether so many images are enough for the promise. */
    static boolean carries(int images, double alpha) {
        return calibration(images) >= PacRank.minimumImages(alpha, PacRank.RISK);
    }

    private static int calibration(int images) {
        return images - images / 5;
    }

    /** Images after the first n that fewer than r of these are at least as suspicious as. */
    private static int flags(double[] suspicions, int calibration, int rank) {
        double[] sorted = Arrays.copyOf(suspicions, calibration);
        Arrays.sort(sorted);
        double limit = sorted[calibration - rank];
        return (int) Arrays.stream(suspicions, calibration, suspicions.length)
                .filter(suspicion -> suspicion > limit)
                .count();
    }

    /** Counts are put together until each of them is to be expected five times. */
    private static double fit(long[] counts, int splits, int test, int rank, int calibration) {
        List<Long> observed = new ArrayList<>();
        List<Double> expected = new ArrayList<>();
        long found = 0;
        double due = 0;
        for (int flags = 0; flags <= test; flags++) {
            found += counts[flags];
            due += splits * probability(flags, test, rank, calibration);
            if (due >= LEAST_EXPECTED) {
                observed.add(found);
                expected.add(due);
                found = 0;
                due = 0;
            }
        }
        int last = observed.size() - 1;
        observed.set(last, observed.get(last) + found);
        expected.set(last, expected.get(last) + due);
        return ChiSquareTest.withDefaults()
                .test(
                        expected.stream().mapToDouble(Double::doubleValue).toArray(),
                        observed.stream().mapToLong(Long::longValue).toArray())
                .getPValue();
    }

    /** BetaBinomial(m, r, n + 1 - r) at so many flags. */
    static double probability(int flags, int test, int rank, int calibration) {
        double choices = -Math.log(test + 1.0) - LogBeta.value(flags + 1.0, test - flags + 1.0);
        return Math.exp(choices
                + LogBeta.value(flags + (double) rank, test - flags + calibration + 1.0 - rank)
                - LogBeta.value(rank, calibration + 1.0 - rank));
    }

    private static void shuffle(double[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            double kept = values[i];
            values[i] = values[other];
            values[other] = kept;
        }
    }
}
