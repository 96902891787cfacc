package io.latentwatch.benchmarks.ways;

import ai.onnxruntime.OrtException;

/** One way to judge images, measured once for each call. */
@FunctionalInterface
public interface Way extends AutoCloseable {
    /** Images a second, over one measurement. */
    double imagesPerSecond() throws Exception;

    /** Frees what is held over all measurements. */
    @Override
    default void close() throws OrtException {}
}
