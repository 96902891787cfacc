package io.latentwatch.detector;

import java.nio.file.Path;

/** Runs a bundle's monitor graph in ONNX Runtime. */
public abstract class OnnxDetector implements Detector {
    /** Reads, verifies and warms up the bundle in a folder. */
    public static Detector open(Path bundle, DetectorOptions options) {
        if (bundle == null || options == null) {
            throw new NullPointerException();
        }
        throw new IllegalStateException("coming");
    }
}
