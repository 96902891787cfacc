package io.latentwatch.monitoring.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentitiesTest {
    @ParameterizedTest
    @CsvSource({
        "RAISED, ATTACK_LIKE, stream/a/RAISED",
        "RESOLVED, ATTACK_LIKE, stream/a/RESOLVED",
        "RECLASSIFIED, DRIFT_LIKE, stream/a/RECLASSIFIED/DRIFT_LIKE",
        "RECLASSIFIED, ATTACK_LIKE, stream/a/RECLASSIFIED/ATTACK_LIKE"
    })
    void anAlarmsEventsHaveKeysOfTheirOwn(AlarmEvent event, AlarmKind kind, String expected) {
        Alarm alarm = new Alarm();
        alarm.setId("stream/a");
        alarm.setEvent(event);
        alarm.setKind(kind);

        assertThat(Identities.of(alarm)).isEqualTo(expected);
    }
}
