package io.latentwatch.evaluation.cost;

/**
 * What one node costs for one image.
 *
 * @param node its name, or its output's where it has none
 * @param flops floating-point operations
 * @param memoryUnits numbers held
 */
public record LayerCost(String node, String operator, long flops, long memoryUnits) {}
