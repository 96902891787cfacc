package io.latentwatch.local.demo;

import static io.latentwatch.local.demo.DemoReport.percent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report's table: a line for each network and attack. */
final class AttackTable {
    private static final String NETWORK = "network";
    private static final String ATTACK = "attack";

    private final DemoResult result;
    private final int networkWidth;
    private final int attackWidth;

    AttackTable(DemoResult result) {
        this.result = result;
        this.networkWidth = widest(
                NETWORK, result.networks().stream().map(NetworkResult::name).toList());
        this.attackWidth = widest(
                ATTACK,
                result.networks().stream()
                        .flatMap(network -> network.sample().attacks().stream())
                        .toList());
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line(NETWORK, ATTACK, "images", "accuracy", "flagged", "slipped"));
        for (NetworkResult network : result.networks()) {
            for (AttackTally tally : network.tallies()) {
                lines.add(line(
                        network.name(),
                        tally.attack(),
                        count(tally.images()),
                        percent(tally.correct()),
                        percent(tally.flagged()),
                        percent(tally.slipped())));
            }
            if (network.malformed() > 0) {
                lines.add("%s  %s  %8s   dead letters: %s"
                        .formatted(
                                padded(network.name(), networkWidth),
                                padded(SentImage.MALFORMED, attackWidth),
                                count(network.malformed()),
                                deadLetters(network)));
            }
        }
        return lines;
    }

    private String line(String network, String attack, String images, String accuracy, String flagged, String slipped) {
        return "%s  %s  %8s %10s %10s %10s"
                .formatted(
                        padded(network, networkWidth), padded(attack, attackWidth), images, accuracy, flagged, slipped);
    }

    private static String deadLetters(NetworkResult network) {
        return String.join(
                ", ",
                network.deadLetterReasons().entrySet().stream()
                        .map(reason -> reason.getValue() + " " + reason.getKey())
                        .toList());
    }

    private static String count(long images) {
        return String.format(Locale.ROOT, "%,d", images);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static int widest(String heading, List<String> names) {
        return names.stream()
                .mapToInt(String::length)
                .reduce(Math.max(heading.length(), SentImage.MALFORMED.length()), Math::max);
    }
}
