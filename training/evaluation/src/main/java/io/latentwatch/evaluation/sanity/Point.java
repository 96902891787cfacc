package io.latentwatch.evaluation.sanity;

/**
 * One point of a sweep.
 *
 * @param value of what is varied
 * @param accuracy in [0,1]
 */
public record Point(double value, double accuracy) {}
