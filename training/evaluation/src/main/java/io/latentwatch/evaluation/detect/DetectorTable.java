package io.latentwatch.evaluation.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A detector's report as people read it: a few lines of text. */
public final class DetectorTable {
    private final List<String> lines = new ArrayList<>();

    private DetectorTable() {}

    /** The lines, without line ends. */
    public static List<String> lines(DetectorReport report) {
        DetectorTable table = new DetectorTable();
        table.clean(report);
        table.attacks(report);
        table.worstCase(report);
        table.corruptions(report);
        table.controls(report);
        table.checks(report);
        return List.copyOf(table.lines);
    }

    private void clean(DetectorReport report) {
        add("%d clean images, %.2f %% of them classified rightly", report.data().images(), 100 * report.accuracy());
        add("%-26s %9s %9s %9s   %s", "flags on clean images", "promised", "expected", "found", "95 % interval");
        for (FalseAlarms row : report.clean()) {
            add(
                    "%-26s %7.2f %% %7.2f %% %7.2f %%   %.2f to %.2f",
                    row.scoreSet().name().toLowerCase(Locale.ROOT),
                    100 * row.alpha(),
                    100 * row.expected(),
                    100 * row.share(),
                    100 * row.lower(),
                    100 * row.upper());
        }
    }

    private void attacks(DetectorReport report) {
        if (report.attacks().isEmpty()) {
            return;
        }
        add("");
        add(
                "%-22s %7s %9s   %s",
                "attack", "right", "succeeded", "successes that are flagged, by score set and promised rate");
        for (AttackFound attack : report.attacks()) {
            StringBuilder found = new StringBuilder();
            for (AttackFound.Flagged flagged : attack.flagged()) {
                if (flagged.share() != null) {
                    found.append(String.format(
                            Locale.ROOT,
                            "%s at %s %%: %.1f %% (%.1f to %.1f)   ",
                            flagged.scoreSet().name().toLowerCase(Locale.ROOT),
                            percent(flagged.alpha()),
                            100 * flagged.share(),
                            100 * flagged.lower(),
                            100 * flagged.upper()));
                }
            }
            add(
                    "%-22s %7d %9d%s  %s",
                    attack.name(), attack.right(), attack.succeeded().size(), attack.indicative() ? "*" : " ", found);
        }
        if (report.attacks().stream().anyMatch(AttackFound::indicative)) {
            add("* fewer than %d successes: indicative", AttackFound.ENOUGH);
        }
    }

    private void worstCase(DetectorReport report) {
        worstCase(report, false, "worst case over the attacks that do not know the detector:");
        worstCase(report, true, "worst case over all attacks, those that know the detector among them:");
    }

    private void worstCase(DetectorReport report, boolean knowsDetector, String title) {
        List<WorstCase> rows = report.worstCase().stream()
                .filter(row -> row.knowsDetector() == knowsDetector)
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        add("");
        add(title);
        for (WorstCase row : rows) {
            add(
                    "%-8s at %s %%: of %d images %d broken (E %s %%), %d undetected (U %s %%)%s",
                    row.scoreSet().name().toLowerCase(Locale.ROOT),
                    percent(row.alpha()),
                    row.images(),
                    row.broken(),
                    percent((double) row.broken() / row.images()),
                    row.undetected(),
                    percent((double) row.undetected() / row.images()),
                    row.undetectedOfBroken() == null
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "; U/E %.1f %%, %.1f to %.1f (without a detector 100)",
                                    100 * row.undetectedOfBroken(),
                                    100 * row.lower(),
                                    100 * row.upper()));
        }
    }

    private void controls(DetectorReport report) {
        if (report.controls().isEmpty()) {
            return;
        }
        add("");
        add(
                "%-22s %9s %15s %7s %7s %11s   %s",
                "control", "accuracy", "flags on clean", "images", "broken", "undetected", "U/E");
        for (Control row : report.controls()) {
            add(
                    "%-22s %7.2f %% %13.2f %% %7d %7d %11.1f   %s",
                    row.name(),
                    100 * row.accuracy(),
                    100 * row.falseAlarms(),
                    row.images(),
                    row.broken(),
                    row.undetected(),
                    row.undetectedOfBroken() == null
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "%.1f %% (%.1f to %.1f)",
                                    100 * row.undetectedOfBroken(),
                                    100 * row.lower(),
                                    100 * row.upper()));
        }
    }

    private void corruptions(DetectorReport report) {
        if (report.corruptions().isEmpty()) {
            return;
        }
        add("");
        add(
                "%-16s %8s %9s   %s",
                "corruption",
                "severity",
                "accuracy",
                "images that are flagged, and distance of p-values from clean ones, by score set and promised rate");
        for (CorruptionFound corruption : report.corruptions()) {
            StringBuilder found = new StringBuilder();
            for (CorruptionFound.Flagged flagged : corruption.flagged()) {
                found.append(String.format(
                        Locale.ROOT,
                        "%s at %s %%: %.1f %% (%.1f to %.1f), %.2f   ",
                        flagged.scoreSet().name().toLowerCase(Locale.ROOT),
                        percent(flagged.alpha()),
                        100 * flagged.share(),
                        100 * flagged.lower(),
                        100 * flagged.upper(),
                        flagged.distance()));
            }
            add(
                    "%-16s %8d %7.2f %%   %s",
                    corruption.corruption(), corruption.severity(), 100 * corruption.accuracy(), found);
        }
        add(
                "p-values of %d images drawn like the clean ones are less than %.2f away in 95 of 100 cases",
                report.corruptions().get(0).images(),
                CorruptionFound.chance(
                        report.corruptions().get(0).images(), report.data().images()));
    }

    private void checks(DetectorReport report) {
        if (report.checks().isEmpty()) {
            return;
        }
        add("");
        add("checks of the attackers who know the detector:");
        for (AdaptiveFinding finding : report.checks()) {
            add(
                    "%-24s %-7s %s",
                    finding.check().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    finding.raised() ? "RAISED" : "passed",
                    finding.evidence());
        }
    }

    private static String percent(double share) {
        return String.valueOf(Math.round(1e4 * share) / 100.0);
    }

    private void add(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values).stripTrailing());
    }
}
