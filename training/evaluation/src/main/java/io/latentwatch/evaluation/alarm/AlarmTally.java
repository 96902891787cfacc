package io.latentwatch.evaluation.alarm;

import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Counts what the runs of one change come to. */
final class AlarmTally {
    /** A source's alarm explains more than the stream's, and both more than a window's: their order where they come with the same image. */
    private static final List<AlarmLevel> LEVELS = List.of(AlarmLevel.SOURCE, AlarmLevel.STREAM, AlarmLevel.WINDOW);

    private final Change change;
    private final int within;
    private final long before;
    private final List<List<FirstAlarm>> byLevel = new ArrayList<>();
    private final List<FirstAlarm> firstOfAll = new ArrayList<>();
    private int runs;

    /**
     * @param within images of the change within which an alarm is asked for
     * @param before images before the change
     */
    AlarmTally(Change change, int within, long before) {
        this.change = change;
        this.within = within;
        this.before = before;
        LEVELS.forEach(level -> byLevel.add(new ArrayList<>()));
    }

    /** Takes a run in. */
    void add(Map<AlarmLevel, FirstAlarm> alarms) {
        runs++;
        for (int i = 0; i < LEVELS.size(); i++) {
            Optional.ofNullable(alarms.get(LEVELS.get(i))).ifPresent(byLevel.get(i)::add);
        }
        LEVELS.stream()
                .map(alarms::get)
                .filter(alarm -> alarm != null)
                .min(Comparator.comparingLong(FirstAlarm::image))
                .ifPresent(firstOfAll::add);
    }

    /** @param images different ones that the change's images were drawn from */
    AlarmRow row(String attack, String corruption, int images) {
        List<AlarmRow.Level> levels = new ArrayList<>();
        levels.add(level(AlarmRow.FIRST, firstOfAll));
        for (int i = 0; i < LEVELS.size(); i++) {
            levels.add(level(LEVELS.get(i).name().toLowerCase(Locale.ROOT), byLevel.get(i)));
        }
        return new AlarmRow(change, attack, corruption, images, runs, within, change.expected(), levels);
    }

    private AlarmRow.Level level(String name, List<FirstAlarm> alarms) {
        Map<AlarmKind, Integer> kinds = new EnumMap<>(AlarmKind.class);
        Map<AlarmKind, Integer> settled = new EnumMap<>(AlarmKind.class);
        List<Long> delays = new ArrayList<>();
        int settledInTime = 0;
        for (FirstAlarm alarm : alarms) {
            if (alarm.image() > before) {
                kinds.merge(alarm.kind(), 1, Integer::sum);
                settled.merge(alarm.settled(), 1, Integer::sum);
                delays.add(alarm.image() - before);
                settledInTime += alarm.image() - before <= within && alarm.settled() == change.expected() ? 1 : 0;
            }
        }
        delays.sort(null);
        int raised = delays.size();
        return new AlarmRow.Level(
                name,
                alarms.size() - raised,
                raised,
                (int) delays.stream().filter(delay -> delay <= within).count(),
                kinds.getOrDefault(change.expected(), 0),
                settled.getOrDefault(change.expected(), 0),
                settledInTime,
                raised == 0 ? null : delays.get((raised - 1) / 2),
                raised == 0 ? null : delays.get((int) Math.ceil(0.9 * raised) - 1),
                kinds,
                settled);
    }
}
