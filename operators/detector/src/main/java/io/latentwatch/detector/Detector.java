package io.latentwatch.detector;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.alarm.CleanRates;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Judges images with one bundle. Not thread-safe: one for each thread.
 *
 * <p>{@link OnnxDetector} is the real one; tests of what stands around a detector may bring their own.
 */
public interface Detector extends AutoCloseable {
    /** One outcome for each image, in their order. An image that cannot be judged never affects the others. */
    List<Outcome> inspect(List<ImageToInspect> images);

    /** Where the time of the latest {@link #inspect} went. */
    StageNanos stages();

    /** SHA-256 of the bundle's manifest.json, 64 lower-case hexadecimal digits. */
    String bundleId();

    /** When the bundle was made; empty where it does not say. */
    Optional<Instant> created();

    /** Why the processor computes, where a graphics card was to be used if that is possible. */
    Optional<String> fallback();

    /** Class names, by index. */
    List<String> classes();

    /** What the network takes, and how images are brought to it. */
    Manifest.Input input();

    /** Names of the watched layers, in the order of the network. */
    List<String> taps();

    /** The feature at a position of {@link Judgement#topFeatures()}. */
    Feature feature(int position);

    /** Mean distortion that clean reference images predicted to be of the class show at the tap; above 0. */
    double cleanDistortion(int predictedClass, int tap);

    /** Reference images by predicted class: the mix of classes that clean images have. A new array each time. */
    long[] cleanClasses();

    /** What the bundle's calibration images show of what alarms compare with. */
    CleanRates cleanRates();

    /** The promised largest share of flags on clean images, above 0 and below 1. */
    double alpha();

    /** Frees what is held outside the heap. */
    @Override
    void close();
}
