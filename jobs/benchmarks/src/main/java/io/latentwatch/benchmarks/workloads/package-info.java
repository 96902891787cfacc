/** What is measured: models, the images that they are given, the ways to judge these, and what their ratios are to reach. None of it measures. */
package io.latentwatch.benchmarks.workloads;
