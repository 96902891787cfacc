package io.latentwatch.detector.window;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.Detector;
import io.latentwatch.detector.alarm.CleanRates;
import java.util.Arrays;

/**
 * What the windows of a bundle are compared with.
 *
 * @param alpha the promised largest share of flags on clean images
 * @param rates what the calibration images show
 * @param classes reference images by predicted class; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // travels on a Flink edge, never compared
public record WindowReference(double alpha, CleanRates rates, long[] classes) {
    public WindowReference {
        requireNonNull(rates, "rates is null");
    }

    /** That of the detector's bundle. */
    public static WindowReference of(Detector detector) {
        return new WindowReference(detector.alpha(), detector.cleanRates(), detector.cleanClasses());
    }

    /** Reference images of all classes. */
    long images() {
        return Arrays.stream(classes).sum();
    }
}
