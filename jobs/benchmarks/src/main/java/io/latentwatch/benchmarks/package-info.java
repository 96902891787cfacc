/**
 * How fast the job is beside ONNX Runtime alone and beside a plain loop around Kafka's clients, workload after workload: all measured in one run, turn by
 * turn, so that what else the machine does strikes all of them. {@link io.latentwatch.benchmarks.Benchmark} is the route, {@link
 * io.latentwatch.benchmarks.WorkloadRun} that of a workload.
 */
package io.latentwatch.benchmarks;
