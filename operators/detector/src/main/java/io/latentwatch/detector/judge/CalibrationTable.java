package io.latentwatch.detector.judge;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.NpyArray;
import java.util.Arrays;

/**
 * The suspicions of the calibration images of one score set (split B), and the flag that keeps the promise on them.
 *
 * <p>p = (1 + number of calibration images at least as suspicious) / (n + 1); flagged when p is at most r / (n + 1), with r of {@link PacRank}.
 */
public final class CalibrationTable {
    private static final double BAND_TAIL = 0.005;

    private final double[] sorted;
    private final int rank;
    private final ExpectedFlags expected;

    private CalibrationTable(double[] sorted, int rank) {
        this.sorted = sorted;
        this.rank = rank;
        this.expected = new ExpectedFlags(
                rank / (sorted.length + 1.0),
                PacRank.shareQuantile(sorted.length, rank, BAND_TAIL),
                PacRank.shareQuantile(sorted.length, rank, 1 - BAND_TAIL));
    }

    /**
     * A table that promises at most {@code alpha} flags on clean images.
     *
     * @param risk share of calibration draws in which the promise may be broken
     * @param suspicions of the calibration images, in any order
     * @param where what the error's text names
     * @throws BundleException if there are too few images for the promise
     */
    public static CalibrationTable promising(double alpha, double risk, double[] suspicions, String where) {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException(
                    "alpha is " + alpha + ", expected a share above 0 and below 1, such as 0.01 for one percent");
        }
        int rank = PacRank.largest(suspicions.length, alpha, risk);
        if (rank == 0) {
            throw new BundleException(
                    "%s: %d calibration images, a false-alarm rate of %s takes at least %d; profile with more images or allow a larger rate (detection.alpha)"
                            .formatted(where, suspicions.length, alpha, PacRank.minimumImages(alpha, risk)));
        }
        double[] sorted = suspicions.clone();
        Arrays.sort(sorted);
        return new CalibrationTable(sorted, rank);
    }

    /**
     * The table in a file of a bundle.
     *
     * @throws BundleException if its values are not finite and ascending, or too few for the promise
     */
    static CalibrationTable read(Bundle bundle, String file, double alpha, double risk) {
        NpyArray array = bundle.array(file);
        int images = array.shape().isEmpty() ? 0 : array.shape().get(0);
        double[] suspicions = array.doubles(bundle.path(file), images);
        CalibrationValues.requireAscending(suspicions, bundle.path(file));
        return promising(alpha, risk, suspicions, bundle.path(file));
    }

    /** Calibration images that are at least as suspicious, 0 to n. */
    int atLeast(double suspicion) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < suspicion) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return sorted.length - low;
    }

    /** The conformal p-value, above 0, at most 1. */
    public double pValue(double suspicion) {
        return (1.0 + atLeast(suspicion)) / (sorted.length + 1.0);
    }

    /** Whether the suspicion is to be flagged. */
    public boolean flags(double suspicion) {
        return atLeast(suspicion) < rank;
    }

    /** The r-th largest suspicion of the calibration images: what lies above it is flagged. */
    public double limit() {
        return sorted[sorted.length - rank];
    }

    /** r. */
    public int rank() {
        return rank;
    }

    /** n. */
    public int images() {
        return sorted.length;
    }

    /** Share of clean images that is flagged: what is to be expected of it, and where it lies in 99 of 100 calibration draws. */
    public ExpectedFlags expected() {
        return expected;
    }
}
