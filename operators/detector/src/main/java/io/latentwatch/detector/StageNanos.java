package io.latentwatch.detector;

/**
 * How long the stages of one inspection took, in nanoseconds.
 *
 * @param decode encoded images to pixels, all on one thread
 * @param infer the run of the graph, twins included
 * @param judge scores to p-values
 */
public record StageNanos(long decode, long infer, long judge) {}
