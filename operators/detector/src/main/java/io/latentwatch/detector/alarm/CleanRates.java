package io.latentwatch.detector.alarm;

/**
 * What a bundle's calibration images show.
 *
 * @param calibrationImages that p-values are ranked among; at least 1
 * @param flips share of the images whose squeezed copy is given another class, 0 to 1
 * @param nearPrint distance of prints, 0 to 1, that one in a hundred images comes within of its {@link PrintRing#NEIGHBOURS}rd nearest among
 *     {@link PrintRing#SIZE} others; below 0 where the bundle does not say, so that none does
 */
public record CleanRates(long calibrationImages, double flips, double nearPrint) {
    /** Share of independent images whose prints come within {@link #nearPrint}, at most. */
    public static final double NEAR_SHARE = 0.01;

    public CleanRates {
        if (calibrationImages < 1 || !(flips >= 0 && flips <= 1) || !(nearPrint <= 1)) {
            throw new IllegalArgumentException(calibrationImages + " calibration images, of which a share of " + flips
                    + " flips and one in a hundred comes within " + nearPrint
                    + ", expected at least 1 image, a share from 0 to 1 and a distance of at most 1");
        }
    }
}
