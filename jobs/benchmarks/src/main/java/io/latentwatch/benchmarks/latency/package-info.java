/** How long images wait for their verdicts in a steady stream: who sends it, and what was waited. */
package io.latentwatch.benchmarks.latency;
