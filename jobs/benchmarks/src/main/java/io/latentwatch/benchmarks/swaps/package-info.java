/** What a change of bundles costs those whose images come meanwhile. */
package io.latentwatch.benchmarks.swaps;
