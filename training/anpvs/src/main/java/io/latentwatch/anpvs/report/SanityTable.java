package io.latentwatch.anpvs.report;

import io.latentwatch.anpvs.results.RowResult;
import io.latentwatch.evaluation.evaluate.Sanity;
import io.latentwatch.evaluation.page.Block.Table;
import io.latentwatch.evaluation.sanity.SanityFinding;
import java.util.ArrayList;
import java.util.List;

/** What casts doubt on the measured accuracies. */
final class SanityTable {
    private final Summary summary;

    SanityTable(Summary summary) {
        this.summary = summary;
    }

    /** How many checks each network passed. */
    String counts() {
        List<String> networks = new ArrayList<>();
        for (Summary.Row row : summary.measured()) {
            for (RowResult result : row.results()) {
                Sanity sanity = result.evaluation().sanity();
                long raised = sanity == null
                        ? 0
                        : sanity.findings().stream()
                                .filter(SanityFinding::raised)
                                .count();
                networks.add("%s, seed %d: %s"
                        .formatted(
                                row.plan().title(),
                                result.seed(),
                                sanity == null
                                        ? "not run"
                                        : "%d of %d raised"
                                                .formatted(
                                                        raised,
                                                        sanity.findings().size())));
            }
        }
        return networks.isEmpty() ? "No network was checked." : String.join("; ", networks) + ".";
    }

    Table raised() {
        List<List<String>> rows = new ArrayList<>();
        for (Summary.Row row : summary.measured()) {
            for (RowResult result : row.results()) {
                Sanity sanity = result.evaluation().sanity();
                if (sanity != null) {
                    sanity.findings().stream()
                            .filter(SanityFinding::raised)
                            .forEach(finding -> rows.add(List.of(
                                    row.plan().title() + ", seed " + result.seed(),
                                    finding.check().name(),
                                    finding.evidence())));
                }
            }
        }
        return new Table("Sanity checks that were raised", List.of("network", "check", "evidence"), rows);
    }
}
