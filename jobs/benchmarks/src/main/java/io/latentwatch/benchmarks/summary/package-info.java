/** What the rounds gave, in figures: medians, spread and ratios; as {@code summary.json} and as a table for people. Pure arithmetic. */
package io.latentwatch.benchmarks.summary;
