package io.latentwatch.benchmarks.summary;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * One model with one kind of image.
 *
 * @param name the model's and its input's: the key in {@code summary.json}
 * @param bundleId SHA-256 of the bundle's manifest
 * @param batch images in a batch
 * @param imagesPerRound images in each measurement of a round
 * @param rounds that count; the warm-up is none of them
 * @param withoutTwins the first comparison, whose ratios stand at the workload itself
 * @param twins every image twinned, in the plain loop as in the job; the runtime's figure is the same one, without twins
 */
@JsonPropertyOrder({"bundleId", "batch", "imagesPerRound", "rounds", "withoutTwins", "twins"})
public record Workload(
        @JsonIgnore String name,
        String bundleId,
        int batch,
        int imagesPerRound,
        int rounds,
        @JsonUnwrapped Comparison withoutTwins,
        Comparison twins) {}
