package io.latentwatch.anpvs.report;

import io.latentwatch.anpvs.results.ResultsProtocol;
import io.latentwatch.anpvs.results.RowResult;
import io.latentwatch.evaluation.evaluate.Against;
import io.latentwatch.evaluation.page.Block.Table;
import io.latentwatch.evaluation.page.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One row less another, image by image and seed by seed; and what was to be reached. */
final class Comparisons {
    private final Summary summary;

    Comparisons(Summary summary) {
        this.summary = summary;
    }

    /** A network of the one row and a network of the same seed of the other. */
    record Pair(long seed, Against differences) {}

    /** For each seed that both rows have. */
    List<Pair> pairs() {
        ResultsProtocol.Comparison comparison = summary.protocol().comparison();
        if (comparison == null) {
            return List.of();
        }
        List<Pair> pairs = new ArrayList<>();
        for (RowResult one : summary.row(comparison.row()).results()) {
            Optional<RowResult> other = summary.row(comparison.baseline()).results().stream()
                    .filter(result -> result.seed() == one.seed())
                    .findFirst();
            other.ifPresent(
                    result -> pairs.add(new Pair(one.seed(), Against.of(one.evaluation(), result.evaluation()))));
        }
        return pairs;
    }

    Table table() {
        List<List<String>> rows = new ArrayList<>();
        for (Pair pair : pairs()) {
            for (Against.Row row : pair.differences().rows()) {
                rows.add(List.of(
                        row.name(),
                        String.valueOf(pair.seed()),
                        String.valueOf(row.difference().images()),
                        Numbers.signed(2, 100 * row.difference().value()),
                        "%s to %s"
                                .formatted(
                                        Numbers.signed(2, 100 * row.difference().lower()),
                                        Numbers.signed(2, 100 * row.difference().upper()))));
            }
        }
        return new Table(
                "Differences of accuracy in points, with the paired bootstrap's 95 % interval over images",
                List.of("attack", "seed", "images", "difference", "95 % interval"), rows);
    }
}
