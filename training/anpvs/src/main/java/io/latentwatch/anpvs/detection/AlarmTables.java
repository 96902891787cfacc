package io.latentwatch.anpvs.detection;

import io.latentwatch.detector.statistics.Share;
import io.latentwatch.evaluation.alarm.AlarmReport;
import io.latentwatch.evaluation.alarm.AlarmRow;
import io.latentwatch.evaluation.alarm.AlarmTable;
import io.latentwatch.evaluation.alarm.Change;
import io.latentwatch.evaluation.page.Block;
import io.latentwatch.evaluation.page.Block.Table;
import io.latentwatch.evaluation.page.Numbers;
import io.latentwatch.evaluation.query.QueryReport;
import io.latentwatch.evaluation.query.QueryRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report's tables of alarms on streams and of query attacks, of what is finished of a protocol. */
final class AlarmTables {
    private final DetectionProtocol protocol;
    private final List<MeasuredPart<AlarmReport>> alarms;
    private final List<MeasuredPart<QueryReport>> queries;

    AlarmTables(
            DetectionProtocol protocol,
            List<MeasuredPart<AlarmReport>> alarms,
            List<MeasuredPart<QueryReport>> queries) {
        this.protocol = protocol;
        this.alarms = List.copyOf(alarms);
        this.queries = List.copyOf(queries);
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        if (protocol.alarms() != null) {
            blocks.add(clean());
            blocks.add(firstAlarms());
            blocks.add(levels());
        }
        if (protocol.queries() != null) {
            blocks.add(queries());
            blocks.add(independent());
        }
        return blocks;
    }

    private Table clean() {
        List<List<String>> rows = new ArrayList<>();
        alarms.forEach(part -> part.report().rows().stream()
                .filter(row -> row.change() == Change.NOTHING)
                .forEach(row -> rows.add(List.of(
                        title(part),
                        Numbers.whole(row.images()),
                        Numbers.whole(row.runs()),
                        raised(row, "source"),
                        raised(row, "stream"),
                        raised(row, "window")))));
        return new Table(
                "False alarms: all clean test images once from %d sources, in their own order and then in others; runs with an alarm"
                        .formatted(protocol.alarms().sources()),
                List.of("network", "images", "runs", "of a source", "of the stream", "of a window"),
                rows);
    }

    private static String raised(AlarmRow row, String level) {
        return String.valueOf(row.level(level).raised());
    }

    private Table firstAlarms() {
        List<List<String>> rows = new ArrayList<>();
        for (MeasuredPart<AlarmReport> part : alarms) {
            for (AlarmRow row : part.report().rows()) {
                if (row.change() != Change.NOTHING && row.runs() > 0) {
                    rows.add(firstAlarm(title(part), row));
                }
            }
        }
        return new Table(
                ("Streams of real test images, %s clean ones and then a change, %s runs each: how often an alarm of any level comes within %s images of an attack or %s of another change, and how often the first one is"
                                + " called what it is (attack-like, drift-like, fault-like for one source) when it comes (told) and in the end (settled, with its interval), those that come later among them; and how often it is both in time and called so in the end (no figure where a result is from before that was counted); held against %s %% of runs by the lower end of the interval")
                        .formatted(
                                Numbers.whole(protocol.alarms().before()),
                                Numbers.whole(protocol.alarms().runs()),
                                Numbers.whole(protocol.alarms().attackWithin()),
                                Numbers.whole(protocol.alarms().driftWithin()),
                                goal(protocol.alarmsAtLeast())),
                List.of(
                        "network",
                        "change",
                        "by",
                        "different images",
                        "in time %",
                        "told %",
                        "settled %",
                        "95 % interval",
                        "in time and settled %",
                        "median delay",
                        "9 of 10",
                        "called",
                        "in time, told, settled"),
                rows);
    }

    private List<String> firstAlarm(String title, AlarmRow row) {
        AlarmRow.Level first = row.level(AlarmRow.FIRST);
        Share inTime = new Share(first.inTime(), row.runs());
        Share told = new Share(first.told(), row.runs());
        Share settled = new Share(first.settled(), row.runs());
        return List.of(
                title,
                name(row.change()),
                AlarmTable.by(row),
                Numbers.whole(row.images()),
                percent(inTime.value()),
                percent(told.value()),
                percent(settled.value()),
                percent(settled.lower()) + " to " + percent(settled.upper()),
                first.settledInTime() == null
                        ? Numbers.NONE
                        : percent(new Share(first.settledInTime(), row.runs()).value()),
                delay(first.medianImages()),
                delay(first.ninetiethImages()),
                AlarmTable.called(first),
                verdict(inTime, protocol.alarmsAtLeast()) + ", " + verdict(told, protocol.alarmsAtLeast()) + ", "
                        + verdict(settled, protocol.alarmsAtLeast()));
    }

    /** Who looks at attacks wants to know which statistic finds them, and when. */
    private Table levels() {
        List<List<String>> rows = new ArrayList<>();
        for (MeasuredPart<AlarmReport> part : alarms) {
            for (AlarmRow row : part.report().rows()) {
                if (row.change() == Change.ATTACK_FROM_ONE_SOURCE || row.change() == Change.ATTACK_FROM_ALL_SOURCES) {
                    row.levels().stream()
                            .filter(level -> !level.name().equals(AlarmRow.FIRST))
                            .forEach(level -> rows.add(level(title(part), row, level)));
                }
            }
        }
        return new Table(
                "Attacks by the level of the alarm: runs of %s with an alarm before the change, with one after it, and within %s images"
                        .formatted(
                                Numbers.whole(protocol.alarms().runs()),
                                Numbers.whole(protocol.alarms().attackWithin())),
                List.of(
                        "network",
                        "change",
                        "by",
                        "alarm of",
                        "before",
                        "after",
                        "in time",
                        "median delay",
                        "9 of 10",
                        "called"),
                rows);
    }

    private static List<String> level(String title, AlarmRow row, AlarmRow.Level level) {
        return List.of(
                title,
                name(row.change()),
                AlarmTable.by(row),
                level.name(),
                String.valueOf(level.early()),
                String.valueOf(level.raised()),
                String.valueOf(level.inTime()),
                delay(level.medianImages()),
                delay(level.ninetiethImages()),
                AlarmTable.called(level));
    }

    private Table queries() {
        List<List<String>> rows = new ArrayList<>();
        for (MeasuredPart<QueryReport> part : queries) {
            for (QueryRow row : part.report().rows()) {
                Share single = new Share(row.alarmedInTime(), row.attacks());
                Share goingOn =
                        new Share(row.goingOn().alarmedInTime(), row.goingOn().attackers());
                boolean held = row.sources() == 1 && !row.blinded();
                rows.add(List.of(
                        title(part),
                        row.attack(),
                        row.blinded() ? "yes" : "no",
                        String.valueOf(row.sources()),
                        "%d of %d".formatted(row.succeeded(), row.attacks()),
                        row.medianQueries() == null ? Numbers.NONE : Numbers.whole(row.medianQueries()),
                        row.medianAlarm() == null ? Numbers.NONE : Numbers.whole(row.medianAlarm()),
                        "%d of %d".formatted(row.succeededFirst(), row.succeeded()),
                        interval(single),
                        held ? verdict(single, protocol.queriesAtLeast()) : Numbers.NONE,
                        "%d of %d"
                                .formatted(
                                        row.goingOn().alarmedInTime(),
                                        row.goingOn().attackers()),
                        row.goingOn().attackers() == 0 ? Numbers.NONE : interval(goingOn),
                        held && row.goingOn().attackers() > 0
                                ? verdict(goingOn, protocol.queriesAtLeast())
                                : Numbers.NONE,
                        String.valueOf(row.goingOn().successes())));
            }
        }
        return new Table(
                ("Query attacks, each query through the search for near-duplicates, at most %s of them: alarms before query %d, of single attacks, many of which are over sooner, and of attackers who go on with the next image when they are"
                                + " done with one; each held against %s %% for one source by the lower end of its interval of 95 %%, the second one since 2026-11-30, when results of single attacks were known. Blinded: each query is turned, moved and made brighter"
                                + " or darker at random")
                        .formatted(
                                Numbers.whole(protocol.queries().queries()),
                                protocol.queries().within(),
                                goal(protocol.queriesAtLeast())),
                List.of(
                        "network",
                        "attack",
                        "blinded",
                        "sources",
                        "succeeded",
                        "median queries",
                        "median alarm, of those noticed",
                        "succeeded first",
                        "single: in time %",
                        "goal",
                        "going on: in time",
                        "%",
                        "goal",
                        "images broken before"),
                rows);
    }

    private static String interval(Share share) {
        return "%s (%s to %s)".formatted(percent(share.value()), percent(share.lower()), percent(share.upper()));
    }

    private Table independent() {
        List<List<String>> rows = new ArrayList<>();
        for (MeasuredPart<QueryReport> part : queries) {
            QueryReport report = part.report();
            rows.add(List.of(
                    title(part),
                    Numbers.whole(report.cleanImages()),
                    String.valueOf(report.cleanQueries()),
                    String.valueOf(report.cleanAlarms())));
        }
        return new Table(
                "Clean test images of one source in the same search (1 % may count as queries)",
                List.of("network", "images", "counted as queries", "alarms"), rows);
    }

    private String title(MeasuredPart<?> part) {
        return protocol.network(part.network()).title();
    }

    private static String name(Change change) {
        return change.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String delay(Long images) {
        return images == null ? Numbers.NONE : Numbers.whole(images);
    }

    private static String goal(Double atLeast) {
        return atLeast == null ? Numbers.NONE : Numbers.fixed(0, atLeast);
    }

    private static String verdict(Share share, Double atLeast) {
        return atLeast == null ? Numbers.NONE : 100 * share.lower() >= atLeast ? "met" : "not met";
    }

    private static String percent(double share) {
        return Numbers.fixed(1, 100 * share);
    }
}
