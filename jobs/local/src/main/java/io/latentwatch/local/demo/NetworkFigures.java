package io.latentwatch.local.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * The outcome of one network in figures.
 *
 * @param images records sent, malformed ones included
 * @param verdicts verdicts of the active bundle
 * @param imagesPerSecond images judged in a second while they came as fast as they went; without that part, at the steady pace
 * @param latencyMillis from handing an image to the producer to seeing its verdict, at a steady pace
 * @param byAttack the sample, each image once
 */
@JsonPropertyOrder({"images", "verdicts", "deadLetters", "alarms", "imagesPerSecond", "latencyMillis", "byAttack"})
record NetworkFigures(
        long images,
        long verdicts,
        long deadLetters,
        long alarms,
        double imagesPerSecond,
        Latency latencyMillis,
        List<AttackRow> byAttack) {
    NetworkFigures {
        byAttack = List.copyOf(byAttack);
    }

    /** Percentiles in milliseconds. */
    record Latency(double p50, double p99) {}

    /**
     * The images of one attack. Shares are null where there is nothing to take them of.
     *
     * @param attack {@code none} for clean images
     * @param images sent
     * @param accuracy share of the judged and labelled ones whose class is their label
     * @param flagged share of the judged ones that were flagged
     * @param slipped share of the judged and labelled ones whose class is not their label and that were not flagged
     */
    @JsonPropertyOrder({"attack", "images", "accuracy", "flagged", "slipped"})
    record AttackRow(String attack, long images, Double accuracy, Double flagged, Double slipped) {}

    static NetworkFigures of(NetworkResult result) {
        return new NetworkFigures(
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
}
