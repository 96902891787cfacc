package io.latentwatch.evaluation.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Percentile bootstrap of a difference of two accuracies on the same images (Efron and Tibshirani, An Introduction to the
 * Bootstrap, 1993, chapter 13). Images are drawn with replacement, each with both networks' answers, so what is hard for both
 * does not widen the interval.
 */
public final class PairedBootstrap {
    /** Resamples of the interval that a report gives. */
    public static final int RESAMPLES = 10_000;

    private static final double LOWER = 0.025;
    private static final double UPPER = 0.975;

    private PairedBootstrap() {}

    /**
     * A difference of accuracies and its 95 % interval, all in [-1,1].
     *
     * @param images how many both were asked
     */
    public record Difference(double value, double lower, double upper, int images) {}

    /**
     * The accuracy of the first less that of the second. The same seed gives the same interval.
     *
     * @throws IllegalArgumentException if the two differ in their number of images, or there is none
     */
    public static Difference difference(Correctness first, Correctness second, int resamples, long seed) {
        if (first.images() != second.images() || first.images() == 0) {
            throw new IllegalArgumentException(
                    "a paired interval needs the same images, at least one: found %d and %d; evaluate both on the same set"
                            .formatted(first.images(), second.images()));
        }
        int[] differences = differences(first.right(), second.right());
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[resamples];
        for (int resample = 0; resample < resamples; resample++) {
            long sum = 0;
            for (int draw = 0; draw < differences.length; draw++) {
                sum += differences[random.nextInt(differences.length)];
            }
            means[resample] = (double) sum / differences.length;
        }
        Arrays.sort(means);
        double value = Arrays.stream(differences).average().orElseThrow();
        return new Difference(value, quantile(means, LOWER), quantile(means, UPPER), differences.length);
    }

    private static int[] differences(boolean[] first, boolean[] second) {
        int[] differences = new int[first.length];
        for (int i = 0; i < first.length; i++) {
            differences[i] = (first[i] ? 1 : 0) - (second[i] ? 1 : 0);
        }
        return differences;
    }

    /** The nearest rank from outside: the interval is never too short by rounding. */
    private static double quantile(double[] sorted, double level) {
        double position = level * (sorted.length - 1);
        return sorted[(int) (level < 0.5 ? Math.floor(position) : Math.ceil(position))];
    }
}
