package io.latentwatch.detector.alarm;

/**
 * How far a distribution seen in a window may lie from its reference before the window counts as changed: the distance is the largest difference of the
 * two distribution functions, and a clean window of w images reaches
 *
 * <pre>sqrt(ln 200 / 2n) + sqrt(ln(2W) / 2w)</pre>
 *
 * with a probability of at most 1 / W. Both terms are the Dvoretzky-Kiefer-Wolfowitz inequality with Massart's constant (Annals of Probability 18, 1990):
 * the first allows for a reference that was itself estimated from n images and holds for 99 % of their draws, the second for the window. W is the number
 * of comparisons that the budget has to serve: all statistics, in as many windows as the budget's images make.
 *
 * @param imagesPerFalseAlarm clean images between two false alarms of all statistics together, on average and at least; above 1
 * @param statistics distances that are compared in each window; at least 1
 */
public record WindowLimit(double imagesPerFalseAlarm, int statistics) {
    public WindowLimit {
        if (!(imagesPerFalseAlarm > 1 && imagesPerFalseAlarm < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "imagesPerFalseAlarm is " + imagesPerFalseAlarm + ", expected a finite number above 1");
        }
        if (statistics < 1) {
            throw new IllegalArgumentException("statistics is " + statistics + ", expected at least 1");
        }
    }

    /**
     * The limit of a window.
     *
     * @param images w, at least 1
     * @param referenceImages n, at least 1
     */
    public double of(long images, long referenceImages) {
        return allowance(referenceImages) + Math.sqrt(Math.log(2 * comparisons(images)) / (2.0 * images));
    }

    /** What the reference's own error may come to: sqrt(ln 200 / 2n), for 99 % of the draws of n images. */
    public static double allowance(long referenceImages) {
        return Math.sqrt(Math.log(200) / (2.0 * referenceImages));
    }

    /** W, if all windows were of this size; at least 1. */
    public double comparisons(long images) {
        return statistics * Math.max(1, imagesPerFalseAlarm / images);
    }

    /**
     * The smallest window whose limit is at most a distance.
     *
     * @param distance above 0
     * @throws IllegalArgumentException if the reference alone is too coarse for it
     */
    public long leastImages(double distance, long referenceImages) {
        if (!(distance > allowance(referenceImages))) {
            throw new IllegalArgumentException(
                    ("a change of %s cannot be told from the error of a reference of %d images, which may come to %.4f; ask for a "
                                    + "larger one or profile with more images")
                            .formatted(distance, referenceImages, allowance(referenceImages)));
        }
        long low = 0;
        long high = 1;
        while (of(high, referenceImages) > distance) {
            low = high;
            high *= 2;
        }
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (of(middle, referenceImages) > distance) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
