package io.latentwatch.evaluation.evaluate;

import io.latentwatch.evaluation.statistics.PairedBootstrap;
import io.latentwatch.evaluation.statistics.PairedBootstrap.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * This network against another one, on the same images: for each row that both have, the accuracy of this one less that of the
 * other.
 *
 * @param modelSha256 of the other network
 */
public record Against(String modelSha256, List<Row> rows) {
    public Against {
        rows = List.copyOf(rows);
    }

    /**
     * One row of both.
     *
     * @param difference with the paired bootstrap's 95 % interval
     */
    public record Row(String name, Difference difference) {}

    /**
     * Compares the rows of the same name, parameters and number of images.
     *
     * @throws IllegalArgumentException if the other network was evaluated on other images, or no row is the same
     */
    public static Against of(Evaluation one, Evaluation other) {
        if (!one.data().equals(other.data())) {
            throw new IllegalArgumentException(
                    "a comparison needs the same images: this evaluation has %s, the other one %s; evaluate both on one set"
                            .formatted(one.data(), other.data()));
        }
        List<Row> rows = new ArrayList<>();
        List<AccuracyRow> others = Stream.concat(Stream.of(other.clean()), other.attacks().stream())
                .toList();
        Stream.concat(Stream.of(one.clean()), one.attacks().stream())
                .forEach(row -> others.stream()
                        .filter(candidate -> same(row, candidate))
                        .findFirst()
                        .ifPresent(match -> rows.add(new Row(
                                row.name(),
                                PairedBootstrap.difference(
                                        row.right(),
                                        match.right(),
                                        PairedBootstrap.RESAMPLES,
                                        one.protocol().seed())))));
        return new Against(other.model().sha256(), rows);
    }

    private static boolean same(AccuracyRow one, AccuracyRow other) {
        return one.name().equals(other.name())
                && one.parameters().equals(other.parameters())
                && one.images() == other.images();
    }
}
