package io.latentwatch.flink.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.flink.metrics.InMemoryGroup;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EvidenceFiguresTest {
    private final InMemoryGroup group = new InMemoryGroup();
    private long nowMillis = 1_000_000;
    private final EvidenceFigures figures =
            new EvidenceFigures(group, AlarmLevel.WINDOW, Duration.ofMinutes(10), () -> nowMillis);

    @Test
    void tellsNothingBeforeItKnowsAnything() {
        figures.newest(new AlarmCase());

        assertThat(group.series()).isZero();
    }

    @Test
    void tellsEvidenceBesideItsLimit() {
        figures.evidence(AlarmStatistic.P_VALUES, 0.25, 0.5);
        figures.evidence(AlarmStatistic.P_VALUES, 0.125, 0.4);

        assertThat(value("evidence", "p_values")).isEqualTo(0.125);
        assertThat(value("evidence_limit", "p_values")).isEqualTo(0.4);
        assertThat(group.series()).isEqualTo(2);
    }

    @Test
    void tellsWhichAlarmIsOpenUntilItIsResolvedOrAnotherOne() {
        AlarmCase alarm = new AlarmCase();
        alarm.raise(alarm(AlarmStatistic.CLASSES, AlarmKind.DRIFT_LIKE), nowMillis);
        figures.newest(alarm);
        assertThat(open("classes", "drift_like")).isEqualTo(1);

        alarm.open = false;
        figures.newest(alarm);
        assertThat(open("classes", "drift_like")).isZero();

        alarm.raise(alarm(AlarmStatistic.REFUSED, AlarmKind.FAULT_LIKE), nowMillis);
        figures.newest(alarm);
        assertThat(open("classes", "drift_like")).isZero();
        assertThat(open("refused", "fault_like")).isEqualTo(1);
    }

    /** Another subtask may keep the next bundle: this one would go on telling for ever. */
    @Test
    void forgetsWhatHasNotBeenFedForLong() {
        AlarmCase alarm = new AlarmCase();
        alarm.raise(alarm(AlarmStatistic.CLASSES, AlarmKind.DRIFT_LIKE), nowMillis);
        figures.newest(alarm);
        figures.evidence(AlarmStatistic.CLASSES, 0.5, 0.25);

        nowMillis += Duration.ofMinutes(10).toMillis();
        assertThat(open("classes", "drift_like")).isEqualTo(1);

        nowMillis++;
        assertThat(open("classes", "drift_like")).isZero();
        assertThat(value("evidence", "classes")).isZero();
        assertThat(value("evidence_limit", "classes")).isEqualTo(0.25);

        figures.newest(alarm);
        assertThat(open("classes", "drift_like")).isEqualTo(1);
    }

    private static Alarm alarm(AlarmStatistic statistic, AlarmKind kind) {
        Alarm alarm = new Alarm();
        alarm.setStatistic(statistic);
        alarm.setKind(kind);
        return alarm;
    }

    private double open(String statistic, String kind) {
        return group.value("/latentwatch/level=window/statistic=%s/kind=%s/open_alarms".formatted(statistic, kind));
    }

    private double value(String metric, String statistic) {
        return group.value("/latentwatch/level=window/statistic=%s/%s".formatted(statistic, metric));
    }
}
