package io.latentwatch.local.alarms;

import static io.latentwatch.schemas.AlarmEvent.ACKNOWLEDGED;
import static io.latentwatch.schemas.AlarmEvent.RAISED;
import static io.latentwatch.schemas.AlarmEvent.RECLASSIFIED;
import static io.latentwatch.schemas.AlarmEvent.RESOLVED;
import static io.latentwatch.schemas.AlarmEvent.SILENCED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import io.latentwatch.schemas.Position;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlarmLogTest {
    private static final String ID = "stream/ab/latentwatch.images/0/7";
    private static final long RAISED_AT = Instant.parse("2026-03-01T08:00:00Z").toEpochMilli();
    private static final long LATER = Instant.parse("2026-03-01T09:00:00Z").toEpochMilli();

    /** Events of one alarm, as they stand in the topic; the topic may have forgotten the first ones. */
    private record Course(List<AlarmEvent> events, boolean open, String acknowledgedBy) {
        static Course of(boolean open, String acknowledgedBy, AlarmEvent... events) {
            return new Course(Arrays.asList(events), open, acknowledgedBy);
        }
    }

    static List<Course> courses() {
        return List.of(
                Course.of(true, "", RAISED),
                Course.of(true, "ann", RAISED, ACKNOWLEDGED),
                Course.of(true, "", RAISED, ACKNOWLEDGED, RECLASSIFIED),
                Course.of(true, "ann", RAISED, ACKNOWLEDGED, SILENCED),
                Course.of(false, "ann", RAISED, ACKNOWLEDGED, RESOLVED),
                Course.of(false, "", RAISED, RESOLVED, SILENCED),
                Course.of(true, "", RAISED, ACKNOWLEDGED, RESOLVED, RAISED),
                Course.of(true, "ann", ACKNOWLEDGED),
                Course.of(false, "", RESOLVED));
    }

    @ParameterizedTest
    @MethodSource("courses")
    void anAlarmIsWhatItsEventsHaveLeftOfIt(Course course) {
        AlarmLog log = new AlarmLog();
        course.events().forEach(event -> log.add(alarm(event).build()));

        assertThat(log.all()).singleElement().satisfies(state -> {
            assertThat(state.open()).isEqualTo(course.open());
            assertThat(state.acknowledgedBy()).isEqualTo(course.acknowledgedBy());
        });
        assertThat(log.open()).hasSize(course.open() ? 1 : 0);
    }

    @Test
    void aRefusedCommandForABundleIsNeverOpen() {
        AlarmLog log = new AlarmLog();
        log.add(alarm(RAISED).setLevel(AlarmLevel.BUNDLE).build());

        assertThat(log.all()).hasSize(1);
        assertThat(log.open()).isEmpty();
    }

    @Test
    void saysSinceWhenAnAlarmIsCalledWhatItIsCalled() {
        AlarmLog log = reclassified();

        assertThat(AlarmWords.lines(log.open().get(0), LATER))
                .startsWith(ID + "\n")
                .contains(
                        "STREAM FLAGS, ATTACK_LIKE, raised at 2026-03-01T08:00:00Z as DRIFT_LIKE and called so since 2026-03-01T09:00:00Z; "
                                + "open, acknowledged by 'ann', silent until 2026-03-01T09:00:00.001Z\n",
                        "evidence   20.00, limit 10.00; 10 of 100 images",
                        "figures    noisy-share-of-flagged 0.9700",
                        "sources    camera",
                        "raised by  latentwatch.images/0/7",
                        "examples   latentwatch.images/0/5, latentwatch.images/0/6")
                .doesNotContain("detail");
        assertThat(AlarmWords.lines(log.open().get(0), LATER + 1)).doesNotContain("silent");
    }

    @Test
    void saysTheSameInJson() throws Exception {
        JsonNode alarm = new ObjectMapper()
                .readTree(AlarmWords.json(reclassified().open().get(0)));

        assertThat(alarm.path("id").asText()).isEqualTo(ID);
        assertThat(alarm.path("open").asBoolean()).isTrue();
        assertThat(alarm.path("kind").asText()).isEqualTo("ATTACK_LIKE");
        assertThat(alarm.path("raisedAs").asText()).isEqualTo("DRIFT_LIKE");
        assertThat(alarm.path("raisedAt").asText()).isEqualTo("2026-03-01T08:00:00Z");
        assertThat(alarm.path("acknowledgedBy").asText()).isEqualTo("ann");
        assertThat(alarm.path("silentUntil").asText()).isEqualTo("2026-03-01T09:00:00.001Z");
        assertThat(alarm.path("figures").path("noisy-share-of-flagged").asDouble())
                .isEqualTo(0.97);
        assertThat(alarm.path("examples")).extracting(JsonNode::asText).contains("latentwatch.images/0/5");
    }

    /** Unless it was reset, what was silenced stays so when it is over. */
    @Test
    void aSilenceEndsWithAReset() {
        AlarmLog over = reclassified();
        over.add(alarm(RESOLVED).build());
        AlarmLog reset = reclassified();
        reset.add(alarm(RESOLVED).setIssuedBy("ann").build());

        assertThat(AlarmWords.lines(over.all().get(0), LATER)).contains("; over, acknowledged by 'ann', silent until");
        assertThat(AlarmWords.lines(reset.all().get(0), LATER))
                .contains("; over")
                .doesNotContain("silent");
    }

    @Test
    void whatProducersWroteCannotSteerATerminal() {
        AlarmLog log = new AlarmLog();
        log.add(alarm(RAISED).setSource("evil\u001b[2J\n0 alarms\u009b2J").build());

        assertThat(AlarmWords.lines(log.open().get(0), 0)).contains("source     evil?[2J?0 alarms?2J");
        assertThat(AlarmWords.json(log.open().get(0))).doesNotContain("\n", "\u001b", "\u009b");
    }

    private static AlarmLog reclassified() {
        AlarmLog log = new AlarmLog();
        log.add(alarm(RAISED).setKind(AlarmKind.DRIFT_LIKE).build());
        log.add(alarm(RECLASSIFIED).setEventTimeMillis(LATER).build());
        log.add(alarm(ACKNOWLEDGED).build());
        log.add(alarm(SILENCED).setUntilMillis(LATER + 1).build());
        return log;
    }

    private static Alarm.Builder alarm(AlarmEvent event) {
        return Alarm.newBuilder()
                .setId(ID)
                .setEvent(event)
                .setLevel(AlarmLevel.STREAM)
                .setKind(AlarmKind.ATTACK_LIKE)
                .setBundleId("ab")
                .setEventTimeMillis(RAISED_AT)
                .setRaisedBy(new Position("latentwatch.images", 0, 7L))
                .setImages(100)
                .setFlagged(10)
                .setEvidence(20)
                .setThreshold(10)
                .setAlpha(0.01)
                .setExamples(
                        List.of(new Position("latentwatch.images", 0, 5L), new Position("latentwatch.images", 0, 6L)))
                .setStatistic(AlarmStatistic.FLAGS)
                .setFigures(Map.of("noisy-share-of-flagged", 0.97))
                .setSources(List.of("camera"))
                .setIssuedBy(event == ACKNOWLEDGED ? "ann" : "");
    }
}
