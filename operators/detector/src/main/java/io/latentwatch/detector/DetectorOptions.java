package io.latentwatch.detector;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.infer.Device;
import java.io.Serializable;

/**
 * How a bundle is run.
 *
 * @param alpha promised share of flags on clean images, above 0 and below 1
 * @param maxPixels larger images are refused by their header, before anything is allocated
 * @param threads intra-op threads of ONNX Runtime; 1 is best where several detectors share a machine
 * @param device where it is run
 */
public record DetectorOptions(double alpha, long maxPixels, int threads, Device device) implements Serializable {
    /** One percent, 16 megapixels, one thread, the processor. */
    public static final DetectorOptions DEFAULTS = new DetectorOptions(0.01, 16_000_000, 1, Device.CPU);

    public DetectorOptions {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha is " + alpha + ", expected a rate above 0 and below 1");
        }
        if (maxPixels < 1) {
            throw new IllegalArgumentException("maxPixels is " + maxPixels + ", expected at least 1");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
        }
        requireNonNull(device, "device is null");
    }

    /** The defaults with another promise. */
    public static DetectorOptions promising(double alpha) {
        return new DetectorOptions(alpha, DEFAULTS.maxPixels, DEFAULTS.threads, DEFAULTS.device);
    }

    /** The same on another device. */
    public DetectorOptions on(Device other) {
        return new DetectorOptions(alpha, maxPixels, threads, other);
    }
}
