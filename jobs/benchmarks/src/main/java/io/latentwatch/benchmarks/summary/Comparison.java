package io.latentwatch.benchmarks.summary;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.latentwatch.detector.statistics.Spread;

/**
 * The job beside the others.
 *
 * @param runtime images a second of ONNX Runtime alone, on the plain model
 * @param plainLoop images a second of the loop around Kafka's clients
 * @param job images a second of the job
 * @param jobToRuntime the job's median over the runtime's
 * @param jobToPlainLoop the job's median over the plain loop's
 * @param jobToRuntimeByRound the same ratio within each round
 * @param jobToPlainLoopByRound the same ratio within each round
 */
@JsonPropertyOrder({
    "jobToRuntime",
    "jobToPlainLoop",
    "runtime",
    "plainLoop",
    "job",
    "jobToRuntimeByRound",
    "jobToPlainLoopByRound"
})
public record Comparison(
        Spread runtime,
        Spread plainLoop,
        Spread job,
        double jobToRuntime,
        double jobToPlainLoop,
        Spread jobToRuntimeByRound,
        Spread jobToPlainLoopByRound) {
    /** Compares figures of the same rounds. */
    public static Comparison of(Spread runtime, Spread plainLoop, Spread job) {
        return new Comparison(
                runtime,
                plainLoop,
                job,
                job.median() / runtime.median(),
                job.median() / plainLoop.median(),
                job.over(runtime),
                job.over(plainLoop));
    }
}
