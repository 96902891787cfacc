package io.latentwatch.detector.infer;

/**
 * What one run gave; row-major, see {@link MonitorTensors} for the shapes.
 *
 * @param images N
 * @param twins M
 */
public record MonitorOutputs(
        int images,
        int twins,
        float[] probabilities,
        float[] scores,
        long[] topFeatures,
        float[] topDeviations,
        float[] twinScores,
        long[] twinClasses) {}
