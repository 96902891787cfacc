/**
 * The ways to judge the same images that are held against each other. Each knows how many images it judged in how many seconds; none knows
 * of rounds or of the others.
 */
package io.latentwatch.benchmarks.ways;
