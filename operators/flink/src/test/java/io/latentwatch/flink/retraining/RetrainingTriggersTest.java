package io.latentwatch.flink.retraining;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.flink.received.TextLimit;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmAction;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import io.latentwatch.schemas.OffsetRange;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.RetrainingTrigger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetrainingTriggersTest {
    private static final RetrainingRules RULES =
            new RetrainingRules(Duration.ofHours(24), 100, Duration.ofMinutes(10), Duration.ofHours(20), null);

    @Test
    void theRangesGoFromTheOldestImageThatTheAlarmNamesUntilEnoughHaveBeenJudged() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            harness.images(0, 0, 50);
            harness.images(1, 1_000, 1_050);
            harness.hear(alarm("a", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49));
            harness.images(0, 50, 109); // 59 since the alarm
            harness.images(1, 1_050, 1_090); // 99
            assertThat(harness.triggers()).isEmpty();

            harness.images(0, 109, 119);

            assertThat(harness.triggers()).singleElement().satisfies(trigger -> {
                assertThat(trigger.getId()).isEqualTo("a");
                assertThat(trigger.getAlarmId()).isEqualTo("a");
                assertThat(trigger.getBundleId()).isEqualTo("bundle");
                assertThat(trigger.getKind()).isEqualTo(AlarmKind.DRIFT_LIKE);
                assertThat(trigger.getRanges()).containsExactlyInAnyOrder(range(0, 20, 119), range(1, 1_050, 1_090));
                assertThat(trigger.getEvidence())
                        .containsEntry("bulk", 0.4)
                        .containsEntry("threshold", 1_000.0)
                        .containsEntry("images-after-alarm", 109.0);
                assertThat(trigger.getQuarantined()).isEmpty();
                assertThat(trigger.getImagesKeptMillis()).isNull();
            });
        }
    }

    @Test
    void aQuietStreamAsksWhenTheTimeIsOver() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            harness.hear(alarm("a", AlarmKind.DRIFT_LIKE, AlarmLevel.WINDOW, 20, 49));
            harness.clock(Duration.ofMinutes(10).minusMillis(1));
            assertThat(harness.triggers()).isEmpty();

            harness.clock(Duration.ofMinutes(10));

            assertThat(harness.triggers())
                    .singleElement()
                    .extracting(RetrainingTrigger::getRanges)
                    .isEqualTo(List.of(range(0, 20, 50)));
        }
    }

    @Test
    void asksAtTheEndOfTheInput() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            harness.hear(alarm("a", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49));
            harness.end();

            assertThat(harness.triggers()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(value = AlarmKind.class, mode = EnumSource.Mode.EXCLUDE, names = "DRIFT_LIKE")
    void otherKindsAskForNothing(AlarmKind kind) throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            harness.hear(alarm("a", kind, AlarmLevel.STREAM, 20, 49));
            harness.images(0, 50, 500);
            harness.end();

            assertThat(harness.triggers()).isEmpty();
        }
    }

    @Test
    void oneSourceAsksForNothing() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            harness.hear(alarm("a", AlarmKind.DRIFT_LIKE, AlarmLevel.SOURCE, 20, 49));
            harness.images(0, 50, 500);
            harness.end();

            assertThat(harness.triggers()).isEmpty();
        }
    }

    @Test
    void oneChangeAsksOnceWhateverElseIsRaisedAndHoweverOftenItIsTold() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            Alarm alarm = alarm("a", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49);
            harness.hear(alarm);
            harness.hear(alarm("b", AlarmKind.DRIFT_LIKE, AlarmLevel.WINDOW, 30, 60));
            harness.hear(event(alarm, AlarmEvent.ACKNOWLEDGED));
            harness.images(0, 50, 150);
            harness.clock(Duration.ofHours(30));
            harness.hear(alarm);
            harness.images(0, 150, 500);
            harness.end();

            assertThat(harness.triggers()).extracting(RetrainingTrigger::getId).containsExactly("a");
        }
    }

    @Test
    void anAlarmTooSoonAfterTheLastTriggerWaitsAndAsksIfItIsStillOpenThen() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            harness.hear(alarm("a", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49));
            harness.images(0, 50, 150);
            harness.hear(alarm("b", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 300, 400));
            harness.images(0, 401, 900);
            harness.clock(Duration.ofHours(24).minusMillis(1));
            assertThat(harness.triggers()).hasSize(1);

            harness.clock(Duration.ofHours(24));
            harness.images(0, 900, 1_000);

            assertThat(harness.triggers()).extracting(RetrainingTrigger::getId).containsExactly("a", "b");
            assertThat(harness.triggers().get(1).getRanges())
                    .as("what was judged before may be gone")
                    .containsExactly(range(0, 900, 1_000));
        }
    }

    @Test
    void anAlarmThatIsOverByThenAsksForNothing() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            harness.hear(alarm("a", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49));
            harness.images(0, 50, 150);
            Alarm second = alarm("b", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 300, 400);
            harness.hear(second);
            harness.hear(event(second, AlarmEvent.RESOLVED));
            harness.clock(Duration.ofHours(25));
            harness.images(0, 900, 1_100);

            assertThat(harness.triggers()).hasSize(1);
        }
    }

    @Test
    void imagesOfAnAttackAreInQuarantineFromTheOldestThatItsAlarmNamesUntilItIsOver() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            harness.hear(alarm("drift", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49));
            Alarm attack = alarm("attack", AlarmKind.ATTACK_LIKE, AlarmLevel.WINDOW, 60, 70);
            harness.images(0, 50, 71);
            harness.hear(attack);
            harness.images(0, 71, 90);
            harness.hear(event(attack, AlarmEvent.RESOLVED));
            harness.images(0, 90, 150);

            assertThat(harness.triggers())
                    .singleElement()
                    .extracting(RetrainingTrigger::getQuarantined)
                    .isEqualTo(List.of(range(0, 60, 90)));
        }
    }

    /** All of it in one run, which is heard of before the alarm that it raised. */
    @Test
    void anAttackThatBeginsAndEndsInOneRunIsInQuarantineWhole() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            harness.hear(alarm("drift", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49));
            Alarm attack = alarm("attack", AlarmKind.ATTACK_LIKE, AlarmLevel.WINDOW, 60, 70);
            harness.images(0, 50, 110);
            harness.hear(attack);
            harness.hear(event(attack, AlarmEvent.RESOLVED));
            harness.images(0, 110, 150);

            assertThat(harness.triggers())
                    .singleElement()
                    .extracting(RetrainingTrigger::getQuarantined)
                    .isEqualTo(List.of(range(0, 50, 110)));
        }
    }

    @Test
    void anAlarmThatTurnsIntoADriftsAsks() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            Alarm alarm = alarm("a", AlarmKind.UNCLASSIFIED, AlarmLevel.STREAM, 20, 49);
            harness.hear(alarm);
            harness.images(0, 50, 80);
            harness.hear(reclassified(alarm, AlarmKind.DRIFT_LIKE));
            harness.images(0, 80, 200);

            assertThat(harness.triggers()).singleElement().satisfies(trigger -> {
                assertThat(trigger.getRanges()).containsExactly(range(0, 20, 200));
                assertThat(trigger.getQuarantined()).isEmpty();
            });
        }
    }

    /** The window's alarm asks later; what came since the stream's alarm, which was called drift-like until then, is in quarantine. */
    @Test
    void anAlarmThatTurnsIntoAnAttacksAsksNoMoreAndItsImagesAreInQuarantineFromItsBeginning() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            Alarm alarm = alarm("a", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49);
            harness.hear(alarm);
            harness.images(0, 50, 120);
            harness.hear(reclassified(alarm, AlarmKind.ATTACK_LIKE));
            harness.images(0, 120, 300);
            assertThat(harness.triggers()).isEmpty();

            harness.hear(event(alarm, AlarmEvent.RESOLVED));
            harness.hear(alarm("window", AlarmKind.DRIFT_LIKE, AlarmLevel.WINDOW, 30, 310));
            harness.images(0, 311, 450);

            assertThat(harness.triggers()).singleElement().satisfies(trigger -> {
                assertThat(trigger.getAlarmId()).isEqualTo("window");
                assertThat(trigger.getQuarantined()).containsExactly(range(0, 30, 300));
            });
        }
    }

    /** The window's drift-like alarm came while the stream's asked: it asks in its place, for what comes from then on. */
    @Test
    void anAlarmThatJoinedOneThatTurnsIntoAnAttacksAsksInItsPlace() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            Alarm alarm = alarm("a", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49);
            harness.hear(alarm);
            harness.hear(alarm("window", AlarmKind.DRIFT_LIKE, AlarmLevel.WINDOW, 30, 60));
            harness.images(0, 61, 100);
            harness.hear(reclassified(alarm, AlarmKind.ATTACK_LIKE));
            harness.images(0, 100, 250);

            assertThat(harness.triggers()).singleElement().satisfies(trigger -> {
                assertThat(trigger.getAlarmId()).isEqualTo("window");
                assertThat(trigger.getQuarantined()).containsExactly(range(0, 30, 250));
            });
        }
    }

    @Test
    void anAlarmThatAPersonReleasesAsksAgain() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            Alarm alarm = alarm("a", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49);
            harness.hear(alarm);
            harness.images(0, 50, 100);
            harness.hear(reclassified(alarm, AlarmKind.ATTACK_LIKE));
            harness.images(0, 100, 300);
            assertThat(harness.triggers()).isEmpty();

            harness.release("a");
            harness.images(0, 300, 450);

            assertThat(harness.triggers()).singleElement().satisfies(trigger -> {
                assertThat(trigger.getId()).isEqualTo("a");
                assertThat(trigger.getKind()).isEqualTo(AlarmKind.DRIFT_LIKE);
                assertThat(trigger.getRanges()).containsExactly(range(0, 300, 450));
                assertThat(trigger.getQuarantined()).isEmpty();
            });
        }
    }

    /** Where the alarm was raised before a restart, the images since are remembered. */
    @Test
    void whatTurnsIntoAnAttacksAfterARestartIsInQuarantineFromItsBeginning() throws Exception {
        OperatorSubtaskState checkpoint;
        Alarm alarm = alarm("a", AlarmKind.UNCLASSIFIED, AlarmLevel.STREAM, 20, 49);
        try (Harness harness = Harness.of(RULES)) {
            harness.hear(alarm);
            harness.images(0, 50, 100);
            harness.images(1, 1_000, 1_020);
            checkpoint = harness.operator.snapshot(1, 1);
        }
        try (Harness harness = Harness.restored(RULES, checkpoint)) {
            harness.hear(reclassified(alarm, AlarmKind.ATTACK_LIKE));
            harness.hear(event(alarm, AlarmEvent.RESOLVED));
            harness.hear(alarm("drift", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 10, 110));
            harness.images(1, 1_010, 1_120);

            assertThat(harness.triggers())
                    .singleElement()
                    .extracting(RetrainingTrigger::getQuarantined)
                    .isEqualTo(List.of(range(0, 20, 100), range(1, 1_010, 1_020)));
        }
    }

    /** Attacks of 256 sources are over, one of the stream is not: it goes on growing. */
    @Test
    void aFloodOfAlarmsThatAreOverEndsNoQuarantineThatIsOpen() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            harness.hear(alarm("attack", AlarmKind.ATTACK_LIKE, AlarmLevel.STREAM, 20, 49));
            for (int i = 0; i < RetrainingTriggers.MOST_QUARANTINES; i++) {
                Alarm ofSource = alarm("source-" + i, AlarmKind.ATTACK_LIKE, AlarmLevel.SOURCE, 10, 30);
                harness.hear(ofSource);
                harness.hear(event(ofSource, AlarmEvent.RESOLVED));
            }
            harness.hear(alarm("drift", AlarmKind.DRIFT_LIKE, AlarmLevel.WINDOW, 40, 60));
            harness.images(0, 60, 170);

            assertThat(harness.triggers())
                    .singleElement()
                    .satisfies(trigger -> assertThat(trigger.getQuarantined()).contains(range(0, 40, 170)));
        }
    }

    @Test
    void anAlarmThatIsNeverAnAttacksLeavesNothingInQuarantine() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            Alarm alarm = alarm("a", AlarmKind.FAULT_LIKE, AlarmLevel.STREAM, 20, 49);
            harness.hear(alarm);
            harness.images(0, 50, 120);
            harness.hear(event(alarm, AlarmEvent.RESOLVED));
            harness.hear(alarm("drift", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 30, 130));
            harness.images(0, 131, 250);

            assertThat(harness.triggers())
                    .singleElement()
                    .extracting(RetrainingTrigger::getQuarantined)
                    .isEqualTo(List.of());
        }
    }

    @Test
    void anAttackingSourceIsNamedAndTheOthersAreNotInQuarantine() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            harness.hear(alarm("attack", AlarmKind.ATTACK_LIKE, AlarmLevel.SOURCE, 10, 30));
            harness.hear(alarm("drift", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49));
            harness.images(0, 50, 150);

            assertThat(harness.triggers()).singleElement().satisfies(trigger -> {
                assertThat(trigger.getQuarantinedSources()).containsExactly("camera");
                assertThat(trigger.getQuarantined()).isEmpty();
            });
        }
    }

    @Test
    void aReleasedAlarmKeepsNothingInQuarantine() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            harness.hear(alarm("attack", AlarmKind.ATTACK_LIKE, AlarmLevel.STREAM, 10, 30));
            harness.hear(alarm("other", AlarmKind.ATTACK_LIKE, AlarmLevel.SOURCE, 10, 30));
            harness.release("attack");
            harness.hear(alarm("drift", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49));
            harness.images(0, 50, 150);

            assertThat(harness.triggers()).singleElement().satisfies(trigger -> {
                assertThat(trigger.getQuarantined()).isEmpty();
                assertThat(trigger.getQuarantinedSources()).containsExactly("camera");
            });
        }
    }

    @Test
    void aFloodOfAttackAlarmsTakesBoundedRoomAndLetsNothingOut() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            for (int i = 0; i <= RetrainingTriggers.MOST_QUARANTINES; i++) {
                harness.hear(alarm("attack-" + i, AlarmKind.ATTACK_LIKE, AlarmLevel.SOURCE, 10, 30));
            }
            harness.hear(alarm("drift", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49));
            harness.images(0, 50, 150);

            assertThat(harness.triggers())
                    .singleElement()
                    .extracting(RetrainingTrigger::getQuarantined)
                    .as("what the oldest two had, for all sources")
                    .isEqualTo(List.of(range(0, 20, 31)));
        }
    }

    /** Kafka's default for a request, and what the topic takes: 1 MiB. 256 names of 256 characters of three bytes are 196,608 bytes. */
    @Test
    void theTriggerFitsItsTopicWhateverTheAttackingSourcesAreCalled() throws Exception {
        try (Harness harness = Harness.of(RULES)) {
            for (int i = 0; i < RetrainingTriggers.MOST_QUARANTINES; i++) {
                Alarm attack = alarm("attack-" + i, AlarmKind.ATTACK_LIKE, AlarmLevel.SOURCE, 10, 30);
                attack.setSource(String.valueOf((char) (0x3042 + i)).repeat(TextLimit.MAX_SOURCE_CHARACTERS));
                harness.hear(attack);
            }
            harness.hear(alarm("drift", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49));
            harness.images(0, 50, 150);

            RetrainingTrigger trigger = harness.triggers().get(0);
            assertThat(trigger.getQuarantinedSources()).hasSize(RetrainingTriggers.MOST_QUARANTINES);
            assertThat(RetrainingTrigger.getEncoder().encode(trigger).remaining())
                    .isBetween(196_608, 512 * 1_024);
        }
    }

    @Test
    void saysThatItsTopicKeepsTheImagesTooShort() throws Exception {
        Duration kept = Duration.ofHours(20).plusMinutes(9);
        try (Harness harness = Harness.of(RULES.keepingImages(kept))) {
            harness.hear(alarm("drift", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49));
            harness.end();

            assertThat(harness.triggers())
                    .singleElement()
                    .extracting(RetrainingTrigger::getImagesKeptMillis)
                    .isEqualTo(kept.toMillis());
        }
        assertThat(RULES.keepingImages(Duration.ofHours(20).plusMinutes(10)).keptTooShort())
                .isFalse();
    }

    @Test
    void goesOnWhereACheckpointWasTaken() throws Exception {
        OperatorSubtaskState checkpoint;
        try (Harness harness = Harness.of(RULES)) {
            harness.hear(alarm("attack", AlarmKind.ATTACK_LIKE, AlarmLevel.STREAM, 10, 30));
            harness.hear(alarm("drift", AlarmKind.DRIFT_LIKE, AlarmLevel.STREAM, 20, 49));
            harness.images(0, 50, 100);
            checkpoint = harness.operator.snapshot(1, 1);
        }
        try (Harness harness = Harness.restored(RULES, checkpoint)) {
            harness.images(0, 100, 150);

            assertThat(harness.triggers()).singleElement().satisfies(trigger -> {
                assertThat(trigger.getRanges()).containsExactly(range(0, 20, 150));
                assertThat(trigger.getQuarantined()).containsExactly(range(0, 20, 150));
            });
        }
    }

    private static OffsetRange range(int partition, long first, long end) {
        return new OffsetRange("images", partition, first, end);
    }

    /** Of partition 0. */
    private static Alarm alarm(String id, AlarmKind kind, AlarmLevel level, long example, long raisedBy) {
        return Alarm.newBuilder()
                .setId(id)
                .setEvent(AlarmEvent.RAISED)
                .setLevel(level)
                .setStatistic(AlarmStatistic.FLAGS)
                .setKind(kind)
                .setBundleId("bundle")
                .setSource(level == AlarmLevel.SOURCE ? "camera" : "")
                .setEventTimeMillis(7)
                .setRaisedBy(new Position("images", 0, raisedBy))
                .setImages(500)
                .setFlagged(40)
                .setEvidence(2_000)
                .setThreshold(1_000)
                .setAlpha(0.01)
                .setFigures(Map.of("bulk", 0.4))
                .setExamples(List.of(new Position("images", 0, example)))
                .build();
    }

    private static Alarm reclassified(Alarm alarm, AlarmKind kind) {
        return Alarm.newBuilder(event(alarm, AlarmEvent.RECLASSIFIED))
                .setKind(kind)
                .build();
    }

    private static Alarm event(Alarm alarm, AlarmEvent event) {
        return Alarm.newBuilder(alarm).setEvent(event).build();
    }

    private record Harness(
            KeyedBroadcastOperatorTestHarness<String, RetrainingEvidence, AlarmCommand, RetrainingTrigger> operator)
            implements AutoCloseable {
        static Harness of(RetrainingRules rules) throws Exception {
            Harness harness = closed(rules);
            harness.operator.open();
            return harness;
        }

        static Harness restored(RetrainingRules rules, OperatorSubtaskState state) throws Exception {
            Harness harness = closed(rules);
            harness.operator.initializeState(state);
            harness.operator.open();
            return harness;
        }

        private static Harness closed(RetrainingRules rules) throws Exception {
            KeyedBroadcastOperatorTestHarness<String, RetrainingEvidence, AlarmCommand, RetrainingTrigger> operator =
                    new KeyedBroadcastOperatorTestHarness<>(
                            new CoBroadcastWithKeyedOperator<>(new RetrainingTriggers(rules), List.of()),
                            RetrainingEvidence::bundleId,
                            Types.STRING,
                            1,
                            1,
                            0);
            operator.getExecutionConfig()
                    .configure(
                            new Configuration().set(PipelineOptions.GENERIC_TYPES, false),
                            Harness.class.getClassLoader());
            return new Harness(operator);
        }

        void images(int partition, long first, long end) throws Exception {
            operator.processElement(
                    new RetrainingEvidence(
                            "bundle",
                            Math.toIntExact(end - first),
                            new OffsetRange[] {range(partition, first, end)},
                            null),
                    0);
        }

        void hear(Alarm alarm) throws Exception {
            operator.processElement(RetrainingEvidence.of(alarm), 0);
        }

        void release(String alarmId) throws Exception {
            operator.processBroadcastElement(
                    AlarmCommand.newBuilder()
                            .setAction(AlarmAction.RELEASE)
                            .setAlarmId(alarmId)
                            .build(),
                    0);
        }

        void clock(Duration sinceStart) throws Exception {
            operator.setProcessingTime(sinceStart.toMillis());
        }

        void end() throws Exception {
            operator.processWatermark(Watermark.MAX_WATERMARK);
            operator.processBroadcastWatermark(Watermark.MAX_WATERMARK);
        }

        @SuppressWarnings("unchecked") // besides watermarks the operator puts out triggers alone
        List<RetrainingTrigger> triggers() {
            return operator.getOutput().stream()
                    .filter(StreamRecord.class::isInstance)
                    .map(element -> ((StreamRecord<RetrainingTrigger>) element).getValue())
                    .toList();
        }

        @Override
        public void close() {
            try {
                operator.close();
            } catch (Exception e) {
                throw new IllegalStateException("the operator does not close", e);
            }
        }
    }
}
