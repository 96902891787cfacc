package io.latentwatch.detector;

import java.io.Serializable;

/**
 * How a bundle is run.
 *
 * @param alpha promised share of flags on clean images, above 0 and below 1
 * @param maxPixels larger images are refused by their header, before anything is allocated
 * @param threads intra-op threads of ONNX Runtime; 1 is best where several detectors share a machine
 */
public record DetectorOptions(double alpha, long maxPixels, int threads) implements Serializable {
    /** One percent, 16 megapixels, one thread. */
    public static final DetectorOptions DEFAULTS = new DetectorOptions(0.01, 16_000_000, 1);

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
    }
}
