package io.latentwatch.benchmarks.summary;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.latentwatch.detector.statistics.Spread;

/**
 * How long images waited for their verdicts in a steady stream, in milliseconds.
 *
 * @param imagesPerSecond of the stream
 */
@JsonPropertyOrder({"imagesPerSecond", "medianJobToPlainLoop", "plainLoop", "job"})
public record LatencyFigures(double imagesPerSecond, Quantiles plainLoop, Quantiles job) {
    /** What the job's median is to be of the plain loop's at most. */
    static final int GOAL = 2;

    /**
     * Of one way.
     *
     * @param p50Millis each round's median
     * @param p99Millis each round's 99th percentile
     */
    @JsonPropertyOrder({"p50Millis", "p99Millis"})
    public record Quantiles(Spread p50Millis, Spread p99Millis) {}

    /** The job's median over the plain loop's, both the median of the rounds. */
    @JsonProperty
    public double medianJobToPlainLoop() {
        return job.p50Millis().median() / plainLoop.p50Millis().median();
    }
}
