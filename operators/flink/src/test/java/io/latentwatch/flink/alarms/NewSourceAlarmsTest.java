package io.latentwatch.flink.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmStatistic;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One image in a hundred may come from a new source; the first 500 teach the names. */
class NewSourceAlarmsTest {
    private AlarmHarness harness;
    private long offset;

    @BeforeEach
    void open() throws Exception {
        harness = new AlarmHarness(new NewSourceAlarms(0.01, 1e6, 500, Duration.ofDays(7)), FlagRun::bundleId);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void learnsTheSourcesThatThereAre() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            feed("client-" + i % 100);
        }
        assertThat(harness.events()).isEmpty();
    }

    /** From then on every second request has a name of its own. */
    @Test
    void findsWhoeverChangesHisNameWithEveryRequest() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            feed("client-" + i % 100);
        }
        for (int i = 0; i < 200; i++) {
            feed("client-" + i % 100);
            feed("rotating-" + i);
        }
        for (int i = 0; i < 1_500; i++) {
            feed("client-" + i % 100);
        }

        assertThat(harness.events())
                .extracting(Alarm::getEvent)
                .containsExactly(AlarmEvent.RAISED, AlarmEvent.RESOLVED);
        assertThat(harness.events().get(0)).satisfies(alarm -> {
            assertThat(alarm.getStatistic()).isEqualTo(AlarmStatistic.NEW_SOURCES);
            assertThat(alarm.getRaisedBy().getOffset()).isBetween(1_000L, 1_050L);
            assertThat(alarm.getSources()).isNotEmpty().allMatch(source -> source.startsWith("rotating-"));
        });
    }

    private void feed(String source) throws Exception {
        harness.feed(Runs.ofPrint(offset++, new byte[ImagePrint.LENGTH], source));
    }
}
