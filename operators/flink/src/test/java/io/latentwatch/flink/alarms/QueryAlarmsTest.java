package io.latentwatch.flink.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmAction;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Prints within 0.05 are near; two random ones lie about a third apart. */
class QueryAlarmsTest {
    private final BySource bySource = new BySource(65_536);
    private final Random random = new Random(9);
    private AlarmHarness harness;
    private long offset;

    @BeforeEach
    void open() throws Exception {
        harness = new AlarmHarness(
                new QueryAlarms(new SourceKinds(List.of("camera-*")), 1e8, 100, Duration.ofDays(7)), bySource::key);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void findsTheClientThatAsksItsWayAroundOneImage() throws Exception {
        byte[] image = print();
        for (int query = 0; query < 200; query++) {
            feed(print(), "client-1");
            image[random.nextInt(image.length)] = (byte) random.nextInt(256);
            feed(image.clone(), "client-2");
        }

        assertThat(harness.events()).isNotEmpty().first().satisfies(alarm -> {
            assertThat(alarm.getStatistic()).isEqualTo(AlarmStatistic.QUERIES);
            assertThat(alarm.getLevel()).isEqualTo(AlarmLevel.SOURCE);
            assertThat(alarm.getKind()).isEqualTo(AlarmKind.ATTACK_LIKE);
            assertThat(alarm.getSource()).isEqualTo("client-2");
            assertThat(alarm.getImages()).isLessThan(20);
            assertThat(alarm.getExamples()).isNotEmpty().allMatch(position -> position.getOffset() % 2 == 1);
        });
        assertThat(harness.events()).extracting(Alarm::getSource).containsOnly("client-2");
    }

    @Test
    void letsCamerasShowOneScene() throws Exception {
        byte[] scene = print();
        for (int frame = 0; frame < 200; frame++) {
            feed(scene, "camera-1");
        }
        assertThat(harness.events()).isEmpty();
    }

    @Test
    void obeysOperators() throws Exception {
        byte[] image = print();
        for (int query = 0; query < 20; query++) {
            feed(image, "client");
        }
        String id = harness.events().get(0).getId();
        harness.tell(AlarmAction.ACKNOWLEDGE, id);
        harness.tell(AlarmAction.ACKNOWLEDGE, "another");
        harness.tell(AlarmAction.RESET, id);
        for (int query = 0; query < 20; query++) {
            feed(image, "client");
        }

        assertThat(harness.events())
                .extracting(Alarm::getEvent)
                .containsExactly(AlarmEvent.RAISED, AlarmEvent.ACKNOWLEDGED, AlarmEvent.RESOLVED, AlarmEvent.RAISED);
    }

    private void feed(byte[] print, String source) throws Exception {
        harness.feed(Runs.ofPrint(offset++, print, source));
    }

    private byte[] print() {
        byte[] print = new byte[ImagePrint.LENGTH];
        random.nextBytes(print);
        return print;
    }
}
