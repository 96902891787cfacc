/**
 * What comes from a source: records with their position, bytes not yet understood, and how they become images. Nothing here throws on bad
 * data but {@link io.latentwatch.flink.received.UnusableRecordException}.
 */
package io.latentwatch.flink.received;
