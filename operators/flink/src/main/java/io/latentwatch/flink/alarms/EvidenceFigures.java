package io.latentwatch.flink.alarms;

import static java.util.Objects.requireNonNull;

import io.latentwatch.flink.metrics.Metric;
import io.latentwatch.flink.metrics.Metrics;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.MetricGroup;

/**
 * How near the statistics of one operator's bundle are to their limits, and which alarm is open. Told by the subtask that keeps them: each metric appears with its first
 * value. Once nothing has come for a while, because there are no images or because another bundle is kept by another subtask, the evidence is 0 and no alarm is open.
 *
 * <p>Written by the task's thread, read by the reporter's.
 */
public final class EvidenceFigures {
    private final Metrics metrics;
    private final String level;
    private final long staleMillis;
    private final LongSupplier clock;
    private final Map<AlarmStatistic, Told> evidence = new EnumMap<>(AlarmStatistic.class);
    private final Map<AlarmStatistic, Told> limits = new EnumMap<>(AlarmStatistic.class);
    private final Map<String, Told> openAlarms = new HashMap<>();
    private volatile long toldMillis;

    /**
     * For one operator.
     *
     * @param operator its group
     * @param stale how long the last values are told
     */
    public EvidenceFigures(MetricGroup operator, AlarmLevel level, Duration stale) {
        this(operator, level, stale, System::currentTimeMillis);
    }

    EvidenceFigures(MetricGroup operator, AlarmLevel level, Duration stale, LongSupplier clock) {
        this.metrics = new Metrics(operator, Metric.Owner.STATISTICS);
        this.level = label(level);
        this.staleMillis = stale.toMillis();
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** The statistic has come so far; at its limit an alarm is raised. */
    public void evidence(AlarmStatistic statistic, double value, double limit) {
        toldMillis = clock.getAsLong();
        evidence.computeIfAbsent(statistic, s -> register(Metric.EVIDENCE, label(s))).value = value;
        limits.computeIfAbsent(statistic, s -> registerLasting(Metric.EVIDENCE_LIMIT, label(s))).value = limit;
    }

    /** This is the newest alarm; only one can be open. */
    public void newest(AlarmCase alarm) {
        toldMillis = clock.getAsLong();
        openAlarms.values().forEach(told -> told.value = 0);
        if (alarm.open) {
            String statistic = label(alarm.newest.getStatistic());
            String kind = label(alarm.newest.getKind());
            openAlarms.computeIfAbsent(statistic + "/" + kind, key -> register(Metric.OPEN_ALARMS, statistic, kind))
                    .value = 1;
        }
    }

    private Told register(Metric metric, String... labels) {
        Told told = new Told();
        metrics.gauge(metric, () -> clock.getAsLong() - toldMillis > staleMillis ? 0 : told.value, withLevel(labels));
        return told;
    }

    private Told registerLasting(Metric metric, String... labels) {
        Told told = new Told();
        metrics.gauge(metric, () -> told.value, withLevel(labels));
        return told;
    }

    private String[] withLevel(String... labels) {
        String[] all = new String[labels.length + 1];
        all[0] = level;
        System.arraycopy(labels, 0, all, 1, labels.length);
        return all;
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static final class Told {
        private volatile double value;
    }
}
