package io.latentwatch.detector;

import java.nio.file.Path;
import java.util.List;

/** Judges images with one bundle. Not thread-safe. */
public final class Detector implements AutoCloseable {
    /** Reads, verifies and warms up a bundle. */
    public static Detector open(Path bundle, DetectorOptions options) {
        throw new IllegalStateException("coming");
    }

    /** One outcome for each image, in their order. */
    public List<Outcome> inspect(List<ImageToInspect> images) {
        throw new IllegalStateException("coming");
    }

    /** SHA-256 of the bundle's manifest.json. */
    public String bundleId() {
        throw new IllegalStateException("coming");
    }

    /** Class names, by index. */
    public List<String> classes() {
        throw new IllegalStateException("coming");
    }

    /** Names of the watched layers, in the order of the network. */
    public List<String> taps() {
        throw new IllegalStateException("coming");
    }

    /** The feature at a position of {@link Judgement#topFeatures()}. */
    public Feature feature(int position) {
        throw new IllegalStateException("coming");
    }

    /** Mean distortion that clean reference images predicted to be of the class show at the tap; above 0. */
    public double cleanDistortion(int predictedClass, int tap) {
        throw new IllegalStateException("coming");
    }

    @Override
    public void close() {}
}
