package io.latentwatch.detector.alarm;

/**
 * The distortion of a window's images at one layer, in units of what clean images of their predicted classes show there; about 1 when nothing is wrong.
 *
 * @param images w, at least 0
 * @param sum of the images' ratios, each cut at {@link #LARGEST}
 * @param squares sum of their squares
 */
public record DistortionRatio(long images, double sum, double squares) {
    /** Ratios are cut here, so that a bound needs to know nothing of their tail; clean images seldom get so far. */
    public static final double LARGEST = 4;

    /** What one image adds to {@link #sum}. */
    public static double cut(double ratio) {
        return Math.min(ratio, LARGEST);
    }

    /** The mean ratio; NaN of nothing. */
    public double mean() {
        return sum / images;
    }

    /**
     * How far the mean may lie from 1 before the layer counts as changed: the empirical Bernstein bound (Maurer and Pontil, "Empirical Bernstein bounds and sample
     * variance penalization", COLT 2009, theorem 4) for the window, reached with a probability of at most {@code 1 / comparisons}, and the same bound with 1 % for
     * the clean mean, whose images are taken to vary like the window's.
     *
     * @param comparisons W of {@link WindowLimit#comparisons}
     * @param referenceImages that the clean mean was taken over; at least 2
     */
    public double limit(double comparisons, long referenceImages) {
        return bound(images, 4 * comparisons) + bound(referenceImages, 400);
    }

    /** @param inverseRisk 2 / risk for each of the two sides */
    private double bound(long n, double inverseRisk) {
        double log = Math.log(inverseRisk);
        return Math.sqrt(2 * variance() * log / n) + 7 * LARGEST * log / (3.0 * (n - 1));
    }

    private double variance() {
        return Math.max(0, (squares - sum * sum / images) / (images - 1));
    }
}
