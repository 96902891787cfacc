/** What the job tells about itself: the catalogue of its metrics, and counters that add up over subtasks. */
package io.latentwatch.flink.metrics;
