package io.latentwatch.detector.alarm;

/**
 * What a bundle's calibration images show.
 *
 * @param calibrationImages that p-values are ranked among; at least 1
 * @param flips share of the images whose squeezed copy is given another class, 0 to 1
 */
public record CleanRates(long calibrationImages, double flips) {
    public CleanRates {
        if (calibrationImages < 1 || !(flips >= 0 && flips <= 1)) {
            throw new IllegalArgumentException(calibrationImages + " calibration images, of which a share of " + flips
                    + " flips, expected at least 1 image and a share from 0 to 1");
        }
    }
}
