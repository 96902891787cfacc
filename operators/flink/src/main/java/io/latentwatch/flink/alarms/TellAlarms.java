package io.latentwatch.flink.alarms;

import io.latentwatch.flink.metrics.Metric;
import io.latentwatch.flink.metrics.Metrics;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Counts the alarms that are raised, by level, statistic and kind, and those that are called something else later once more, as that kind. All counters are there from the start, so that the first alarm shows as growth. For one subtask; nothing
 * leaves it.
 */
public final class TellAlarms extends ProcessFunction<Alarm, Alarm> {
    private static final Map<AlarmLevel, List<AlarmStatistic>> STATISTICS = Map.of(
            AlarmLevel.STREAM, List.of(AlarmStatistic.FLAGS, AlarmStatistic.NEW_SOURCES),
            AlarmLevel.SOURCE, List.of(AlarmStatistic.FLAGS, AlarmStatistic.QUERIES),
            AlarmLevel.WINDOW,
                    List.of(
                            AlarmStatistic.P_VALUES,
                            AlarmStatistic.CLASSES,
                            AlarmStatistic.REFUSED,
                            AlarmStatistic.DISTORTION));

    private static final long serialVersionUID = 1L;

    private transient Metrics metrics;
    private transient Map<Key, Counter> raised;

    @Override
    public void open(OpenContext context) {
        metrics = new Metrics(getRuntimeContext().getMetricGroup(), Metric.Owner.ALARMS);
        raised = new HashMap<>();
        STATISTICS.forEach((level, statistics) -> statistics.forEach(statistic -> {
            for (AlarmKind kind : AlarmKind.values()) {
                counter(new Key(level, statistic, kind));
            }
        }));
    }

    @Override
    public void processElement(Alarm alarm, Context context, Collector<Alarm> out) {
        if (alarm.getEvent() == AlarmEvent.RAISED || alarm.getEvent() == AlarmEvent.RECLASSIFIED) {
            counter(new Key(alarm.getLevel(), alarm.getStatistic(), alarm.getKind()))
                    .inc();
        }
    }

    private Counter counter(Key key) {
        return raised.computeIfAbsent(
                key, k -> metrics.counter(Metric.ALARMS, label(k.level()), label(k.statistic()), label(k.kind())));
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private record Key(AlarmLevel level, AlarmStatistic statistic, AlarmKind kind) {}
}
