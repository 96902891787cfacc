package io.latentwatch.evaluation.alarm;

import io.latentwatch.evaluation.query.QueryReport;
import io.latentwatch.evaluation.query.QueryRow;
import io.latentwatch.schemas.AlarmKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reports on alarms as people read them: a few lines of text. */
public final class AlarmTable {
    private AlarmTable() {}

    /** The lines of streams, without line ends. */
    public static List<String> lines(AlarmReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "%-26s %-30s %6s %5s  %-8s %5s %6s %8s %6s %7s %8s %8s  %s",
                "change", "by", "images", "runs", "alarm", "early", "raised", "in time", "told", "settled", "median",
                "9 of 10", "called"));
        for (AlarmRow row : report.rows()) {
            for (AlarmRow.Level level : row.levels()) {
                boolean first = level.name().equals(AlarmRow.FIRST);
                lines.add(format(
                        "%-26s %-30s %6s %5s  %-8s %5d %6d %8d %6d %7d %8s %8s  %s",
                        first ? row.change().name().toLowerCase(Locale.ROOT).replace('_', '-') : "",
                        first ? by(row) : "",
                        first ? String.valueOf(row.images()) : "",
                        first ? String.valueOf(row.runs()) : "",
                        level.name(),
                        level.early(),
                        level.raised(),
                        level.inTime(),
                        level.told(),
                        level.settled(),
                        level.medianImages() == null ? "" : level.medianImages(),
                        level.ninetiethImages() == null ? "" : level.ninetiethImages(),
                        called(level)));
            }
        }
        return lines;
    }

    /** The lines of query attacks. */
    public static List<String> lines(QueryReport report) {
        List<String> lines = new ArrayList<>();
        if (report.nearPrint() < 0) {
            lines.add(
                    "the bundle does not say how near independent images come: no search for queries; profile it again");
            return lines;
        }
        lines.add(format(
                "%d of %d clean images count as queries (a distance of %.4f), alarms %d",
                report.cleanQueries(), report.cleanImages(), report.nearPrint(), report.cleanAlarms()));
        lines.add(format(
                "%-22s %-8s %7s %7s %9s %8s %7s %13s %15s %12s %16s",
                "query attack",
                "blinded",
                "sources",
                "attacks",
                "succeeded",
                "median",
                "alarms",
                "before query",
                "success first",
                "median alarm",
                "going on: before"));
        for (QueryRow row : report.rows()) {
            lines.add(format(
                    "%-22s %-8s %7d %7d %9d %8s %7d %6d (%4d) %15d %12s %7d of %5d",
                    row.attack(),
                    row.blinded() ? "yes" : "no",
                    row.sources(),
                    row.attacks(),
                    row.succeeded(),
                    row.medianQueries() == null ? "" : row.medianQueries(),
                    row.alarmed(),
                    row.alarmedInTime(),
                    row.within(),
                    row.succeededFirst(),
                    row.medianAlarm() == null ? "" : row.medianAlarm(),
                    row.goingOn().alarmedInTime(),
                    row.goingOn().attackers()));
        }
        return lines;
    }

    /** What changed a row's images, for people. */
    public static String by(AlarmRow row) {
        if (row.attack() != null && row.corruption() != null) {
            return row.attack() + " in " + row.corruption();
        }
        return row.attack() != null ? row.attack() : row.corruption() != null ? row.corruption() : "";
    }

    /** The kinds of a level's alarms when they came, and in the end where that was something else, the most frequent first, for people. */
    public static String called(AlarmRow.Level level) {
        String then = names(level.kinds());
        String settled = names(level.settledKinds());
        return then.equals(settled) ? then : then + "; in the end " + settled;
    }

    private static String names(Map<AlarmKind, Integer> kinds) {
        return kinds.entrySet().stream()
                .sorted(Map.Entry.<AlarmKind, Integer>comparingByValue().reversed())
                .map(kind -> kind.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-') + " " + kind.getValue())
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values).stripTrailing();
    }
}
