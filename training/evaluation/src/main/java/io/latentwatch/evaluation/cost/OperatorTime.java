package io.latentwatch.evaluation.cost;

/**
 * The time of one node of the graph as ONNX Runtime runs it, which may be several of the model's fused into one.
 *
 * @param node name that ONNX Runtime gives it
 * @param medianMicros median over the runs, in microseconds for the whole batch
 * @param share of all nodes' medians, in [0,1]
 */
public record OperatorTime(String node, String operator, double medianMicros, double share) {}
