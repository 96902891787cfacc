/**
 * Decode, batch, infer and judge in one operator around a {@link io.latentwatch.detector.Detector}; and the one place where what the
 * detector says becomes the records of the topics.
 */
package io.latentwatch.flink.inspect;
