/** The broker in a process of its own, the images that lie in it, and what the verdicts' topic tells of the speed of whoever wrote to it. */
package io.latentwatch.benchmarks.kafka;
