package io.latentwatch.benchmarks.summary;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.latentwatch.benchmarks.workloads.Ratio;
import io.latentwatch.benchmarks.workloads.WayKind;
import io.latentwatch.detector.statistics.Spread;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a workload came to.
 *
 * @param name the key in {@code summary.json}
 * @param setting what was measured, and how often
 * @param imagesPerSecond of each way, at least one
 * @param ratios by their keys
 * @param latency null where it was not measured
 */
@JsonPropertyOrder({"setting", "imagesPerSecond", "ratios", "latency"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkloadFigures(
        @JsonIgnore String name,
        Setting setting,
        Map<WayKind, Spread> imagesPerSecond,
        Map<String, RatioFigures> ratios,
        LatencyFigures latency) {
    /**
     * What was measured.
     *
     * @param architecture of the model, as its bundle calls it
     * @param bundleId SHA-256 of the bundle's manifest
     * @param images their height, width, channels and encoding
     * @param batch images in a batch
     * @param imagesPerRound images in each measurement of a round
     * @param rounds that count; the warm-up is none of them
     */
    @JsonPropertyOrder({"architecture", "bundleId", "images", "batch", "imagesPerRound", "rounds"})
    public record Setting(
            String architecture, String bundleId, String images, int batch, int imagesPerRound, int rounds) {}

    public WorkloadFigures {
        imagesPerSecond = Collections.unmodifiableMap(new EnumMap<>(imagesPerSecond));
        ratios = Collections.unmodifiableMap(new LinkedHashMap<>(ratios));
    }

    /** Computes the ratios. */
    public static WorkloadFigures of(
            String name,
            Setting setting,
            Map<WayKind, Spread> imagesPerSecond,
            List<Ratio> ratios,
            Optional<LatencyFigures> latency) {
        Map<String, RatioFigures> figures = new LinkedHashMap<>();
        ratios.forEach(ratio -> figures.put(ratio.key(), RatioFigures.of(ratio, imagesPerSecond)));
        return new WorkloadFigures(name, setting, imagesPerSecond, figures, latency.orElse(null));
    }
}
