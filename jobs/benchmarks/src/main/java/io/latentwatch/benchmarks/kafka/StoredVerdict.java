package io.latentwatch.benchmarks.kafka;

/**
 * When an image came and went.
 *
 * @param sentMillis the producer's stamp on the image's record
 * @param storedMillis the broker's stamp on its verdict
 */
public record StoredVerdict(long sentMillis, long storedMillis, String bundleId, boolean active) {}
