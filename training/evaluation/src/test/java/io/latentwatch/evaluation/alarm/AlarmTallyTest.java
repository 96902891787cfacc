package io.latentwatch.evaluation.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlarmTallyTest {
    /** Four runs of a change after 100 images that is to be told within 50. */
    @Test
    void countsFromTheChangeOnAndByTheEarliestAlarm() {
        AlarmTally tally = new AlarmTally(Change.ATTACK_FROM_ALL_SOURCES, 50, 100);
        tally.add(Map.of(
                AlarmLevel.STREAM, new FirstAlarm(120, AlarmKind.ATTACK_LIKE, AlarmKind.ATTACK_LIKE),
                AlarmLevel.WINDOW, new FirstAlarm(150, AlarmKind.DRIFT_LIKE, AlarmKind.DRIFT_LIKE)));
        tally.add(Map.of(AlarmLevel.STREAM, new FirstAlarm(180, AlarmKind.DRIFT_LIKE, AlarmKind.ATTACK_LIKE)));
        tally.add(Map.of(
                AlarmLevel.STREAM,
                new FirstAlarm(90, AlarmKind.ATTACK_LIKE, AlarmKind.ATTACK_LIKE))); // before anything happened
        tally.add(Map.of());

        AlarmRow row = tally.row("pgd", null, 7);

        assertThat(row.runs()).isEqualTo(4);
        assertThat(row.expected()).isEqualTo(AlarmKind.ATTACK_LIKE);
        assertThat(row.level(AlarmRow.FIRST))
                .isEqualTo(new AlarmRow.Level(
                        AlarmRow.FIRST,
                        1,
                        2,
                        1,
                        1,
                        2,
                        1, // the one after 80 images is late
                        20L,
                        80L,
                        Map.of(AlarmKind.ATTACK_LIKE, 1, AlarmKind.DRIFT_LIKE, 1),
                        Map.of(AlarmKind.ATTACK_LIKE, 2)));
        assertThat(row.level("window"))
                .isEqualTo(new AlarmRow.Level(
                        "window",
                        0,
                        1,
                        1,
                        0,
                        0,
                        0,
                        50L,
                        50L,
                        Map.of(AlarmKind.DRIFT_LIKE, 1),
                        Map.of(AlarmKind.DRIFT_LIKE, 1)));
        assertThat(row.level("source").medianImages()).isNull();
    }
}
