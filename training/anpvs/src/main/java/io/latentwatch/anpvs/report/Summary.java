package io.latentwatch.anpvs.report;

import io.latentwatch.anpvs.results.Figure;
import io.latentwatch.anpvs.results.ResultsProtocol;
import io.latentwatch.anpvs.results.RowResult;
import io.latentwatch.evaluation.statistics.OverSeeds;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a protocol with what was measured of them so far.
 *
 * @param rows all of them, in the protocol's order; one that was not run has no results
 */
public record Summary(ResultsProtocol protocol, List<Row> rows) {
    public Summary {
        rows = List.copyOf(rows);
    }

    /**
     * A row.
     *
     * @param results one for each seed that is finished
     */
    public record Row(ResultsProtocol.Row plan, List<RowResult> results) {
        public Row {
            results = List.copyOf(results);
        }

        /** A figure over the seeds; empty where no seed has it. */
        public Optional<OverSeeds> figure(Figure figure) {
            List<Double> values = results.stream()
                    .flatMap(result -> figure.of(result).stream())
                    .toList();
            return values.isEmpty() ? Optional.empty() : Optional.of(OverSeeds.of(values));
        }

        /** The result of the first seed that is finished. */
        public Optional<RowResult> first() {
            return results.stream().findFirst();
        }
    }

    /**
     * Sorts results into rows.
     *
     * @param results of the protocol's networks; those of other rows are left out
     */
    public static Summary of(ResultsProtocol protocol, List<RowResult> results) {
        return new Summary(
                protocol,
                protocol.rows().stream()
                        .map(row -> new Row(
                                row,
                                results.stream()
                                        .filter(result -> result.row().equals(row.name()))
                                        .toList()))
                        .toList());
    }

    /** The row of a name. */
    public Row row(String name) {
        return rows.stream()
                .filter(row -> row.plan().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Those of which something was measured. */
    public List<Row> measured() {
        return rows.stream().filter(row -> !row.results().isEmpty()).toList();
    }
}
