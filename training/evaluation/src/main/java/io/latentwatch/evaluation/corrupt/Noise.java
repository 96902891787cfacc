package io.latentwatch.evaluation.corrupt;

import java.util.SplittableRandom;

/** Noise of sensors. Every value has its own chance, the same whatever the severity. */
final class Noise {
    private Noise() {}

    /** Adds normal numbers; {@code strength}: their standard deviation. */
    static Picture gaussian(Picture picture, double[] strength, SplittableRandom random) {
        return picture.eachValue(value -> value + strength[0] * random.nextGaussian());
    }

    /** Counts photons; {@code strength}: how many make white. */
    static Picture shot(Picture picture, double[] strength, SplittableRandom random) {
        return picture.eachValue(value -> poisson(value * strength[0], random.nextDouble()) / strength[0]);
    }

    /** Makes values black or white; {@code strength}: the share of them. */
    static Picture impulse(Picture picture, double[] strength, SplittableRandom random) {
        return picture.eachValue(value -> {
            double chance = random.nextDouble();
            boolean white = random.nextBoolean();
            return chance >= strength[0] ? value : white ? 1 : 0;
        });
    }

    /**
     * A Poisson count by inversion.
     *
     * @param mean 0 to about 700, beyond which its smallest probability is none any more
     * @param quantile in [0,1)
     */
    static int poisson(double mean, double quantile) {
        double probability = Math.exp(-mean);
        double reached = probability;
        int count = 0;
        while (reached <= quantile && probability > 0) {
            count++;
            probability *= mean / count;
            reached += probability;
        }
        return count;
    }
}
