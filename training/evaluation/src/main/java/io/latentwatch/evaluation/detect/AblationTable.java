package io.latentwatch.evaluation.detect;

import io.latentwatch.evaluation.cost.ScoringCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An ablation as people read it, in Markdown. */
public final class AblationTable {
    private AblationTable() {}

    /** The lines, without line ends. */
    public static List<String> lines(AblationReport report) {
        List<String> lines = new ArrayList<>();
        StringBuilder header = new StringBuilder("| scores | clean |");
        for (AblationReport.Attacked attack : report.attacks()) {
            header.append(" %s, %d of %d |".formatted(attack.name(), attack.succeeded(), attack.images()));
        }
        lines.add(header.toString());
        lines.add("|---|---|" + "---|".repeat(report.attacks().size()));
        for (AblationReport.Row row : report.rows()) {
            StringBuilder line = new StringBuilder("| " + row.scores() + " | " + percent(row.clean()) + " |");
            row.found().forEach(found -> line.append(' ').append(percent(found)).append(" |"));
            lines.add(line.toString());
        }
        lines.add("");
        lines.add("| every image, batches of " + ScoringCost.BATCH + " | time, the network alone = 1 |");
        lines.add("|---|---|");
        for (ScoringCost cost : report.costs()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %.2f (%.2f to %.2f) |",
                    cost.scored(),
                    cost.time().median(),
                    cost.time().min(),
                    cost.time().max()));
        }
        return lines;
    }

    private static String percent(AblationReport.Flags flags) {
        return flags.share() == null
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%.1f (%.1f to %.1f)",
                        100 * flags.share(),
                        100 * flags.lower(),
                        100 * flags.upper());
    }
}
