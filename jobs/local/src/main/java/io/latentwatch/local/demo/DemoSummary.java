package io.latentwatch.local.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The demo's outcome in figures, as written to {@code summary.json}.
 *
 * @param images records sent, malformed ones included
 * @param verdicts verdicts of the active bundle
 * @param imagesPerSecond images judged in a second while they came as fast as they went
 * @param latencyMillis from handing an image to the producer to seeing its verdict, at a steady pace
 * @param byAttack the sample, each image once
 */
@JsonPropertyOrder({"images", "verdicts", "deadLetters", "alarms", "imagesPerSecond", "latencyMillis", "byAttack"})
record DemoSummary(
        long images,
        long verdicts,
        long deadLetters,
        long alarms,
        double imagesPerSecond,
        Latency latencyMillis,
        List<AttackRow> byAttack) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    DemoSummary {
        byAttack = List.copyOf(byAttack);
    }

    /** Percentiles in milliseconds. */
    record Latency(double p50, double p99) {}

    /**
     * The images of one attack.
     *
     * @param attack {@code none} for clean images
     * @param images sent
     * @param accuracy share of the judged and labelled ones whose class is their label; null without such
     * @param flagged share of the judged ones that were flagged; null without such
     */
    @JsonPropertyOrder({"attack", "images", "accuracy", "flagged"})
    record AttackRow(String attack, long images, Double accuracy, Double flagged) {}

    static DemoSummary of(DemoResult result) {
        return new DemoSummary(
                result.sent().size(),
                result.sent().stream()
                        .mapToLong(entry -> entry.verdicts().size())
                        .sum(),
                result.sent().stream()
                        .mapToLong(entry -> entry.deadLetters().size())
                        .sum(),
                result.alarms().size(),
                Math.round(Timings.imagesPerSecond(result.sent())),
                Timings.latency(result.sent()),
                result.tallies().stream().map(AttackTally::row).toList());
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }
}
