package io.latentwatch.benchmarks.ways;

/** One way to judge images, measured once for each call. */
@FunctionalInterface
public interface Way {
    /** Images a second, over one measurement. */
    double imagesPerSecond() throws Exception;
}
