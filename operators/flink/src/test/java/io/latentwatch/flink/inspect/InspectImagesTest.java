package io.latentwatch.flink.inspect;

import static io.latentwatch.flink.Records.image;
import static io.latentwatch.flink.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.TwinSampling;
import io.latentwatch.detector.alarm.CleanRates;
import io.latentwatch.detector.window.Example;
import io.latentwatch.detector.window.WindowSums;
import io.latentwatch.flink.Records;
import io.latentwatch.flink.alarms.FlagRun;
import io.latentwatch.flink.alarms.SourceBy;
import io.latentwatch.flink.alarms.SourceKinds;
import io.latentwatch.flink.received.InputFormat;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.LayerDistortion;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.ScoreSet;
import io.latentwatch.schemas.Verdict;
import io.latentwatch.wire.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InspectImagesTest {
    private OneInputStreamOperatorTestHarness<ReceivedRecord, Verdict> harness;

    @BeforeEach
    void open() throws Exception {
        open(1);
    }

    private void open(double waitFactor) throws Exception {
        InspectionOptions options = new InspectionOptions(
                InputFormat.AVRO,
                WireFormat.SINGLE_OBJECT,
                4,
                Duration.ofMillis(20),
                waitFactor,
                Duration.ofSeconds(10),
                0.5,
                0.5,
                "secret",
                SourceBy.IMAGE,
                new SourceKinds(List.of("frames-*")),
                100_000);
        harness = new OneInputStreamOperatorTestHarness<>(
                new InspectImagesFactory(InMemoryDetector::new, InMemoryModels.CONTROL, options));
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void judgesWhenTheBatchIsFull() throws Exception {
        feed(0, 3);
        assertThat(verdicts()).isEmpty();

        feed(3, 6);

        assertThat(verdicts()).extracting(Verdict::getSuspicion).containsExactly(4.0, 4.0, 4.0, 4.0);
    }

    @Test
    void judgesWhenTheFirstImageHasWaitedLongEnough() throws Exception {
        harness.setProcessingTime(100);
        feed(0, 2);
        harness.setProcessingTime(119);
        assertThat(verdicts()).isEmpty();

        harness.setProcessingTime(120);

        assertThat(verdicts()).hasSize(2);
    }

    @Test
    void waitsForNothingAfterTheFirstBatchWhereTheFactorIsZero() throws Exception {
        close();
        open(0);
        harness.setProcessingTime(100);
        feed(0, 4);
        feed(4, 5);
        assertThat(verdicts()).hasSize(4);

        harness.setProcessingTime(101);

        assertThat(verdicts()).hasSize(5);
    }

    @Test
    void judgesBeforeACheckpointBarrierAndKeepsNoImageInState() throws Exception {
        feed(0, 3);

        harness.prepareSnapshotPreBarrier(1);
        OperatorSubtaskState state = harness.snapshot(1, 1);

        assertThat(verdicts()).hasSize(3);
        assertThat(state.getManagedKeyedState().hasState()).isFalse();
        assertThat(state.getManagedOperatorState())
                .singleElement()
                .satisfies(handle -> assertThat(
                                handle.getStateNameToPartitionOffsets().keySet())
                        .containsExactly("models"));
    }

    @Test
    void judgesBeforeItHandsAWatermarkOn() throws Exception {
        feed(0, 3);

        harness.processWatermark(5_000);

        assertThat(new ArrayList<>(harness.getOutput()).subList(0, 3)).allMatch(StreamRecord.class::isInstance);
        assertThat(harness.getOutput()).hasSize(4);
    }

    @Test
    void judgesBeforeItsInputCountsAsIdle() throws Exception {
        feed(0, 3);

        harness.processWatermarkStatus(WatermarkStatus.IDLE);

        assertThat(verdicts()).hasSize(3);
    }

    @Test
    void judgesTheLastPartialBatchAtTheEndOfTheInput() throws Exception {
        feed(0, 6);

        harness.endInput();

        assertThat(verdicts()).hasSize(6);
    }

    @Test
    void givesEveryRecordExactlyOneVerdictOrDeadLetterInOrder() throws Exception {
        Random random = new Random(7);
        for (int offset = 0; offset < 2_000; offset++) {
            harness.processElement(
                    offset % 17 == 0 ? record(offset, new byte[] {1}) : record(offset, image("i", offset % 256)),
                    1_000);
            switch (random.nextInt(20)) {
                case 0 -> harness.prepareSnapshotPreBarrier(offset);
                case 1 -> harness.processWatermark(offset);
                case 2 -> harness.setProcessingTime(20L * offset + 20);
                default -> {}
            }
        }
        harness.endInput();

        assertThat(verdicts())
                .extracting(v -> v.getPosition().getOffset())
                .isSorted()
                .hasSize(2_000 - 118);
        assertThat(verdicts()).noneMatch(v -> v.getPosition().getOffset() % 17 == 0);
        assertThat(side(SideOutputs.DEAD_LETTERS))
                .extracting(letter -> letter.getPosition().getOffset())
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(118);
    }

    @Test
    void writesWhatTheDetectorAndTheProducerSayIntoTheVerdict() throws Exception {
        Image image = image("apple", 201);
        image.setEventTimeMillis(9_999_999_999_999L);
        harness.processElement(record(5, image), 6_000);
        harness.endInput();

        Verdict verdict = verdicts().get(0);
        assertThat(verdict.getImageId()).isEqualTo("apple");
        assertThat(verdict.getSource()).isEqualTo("camera");
        assertThat(verdict.getEventTimeMillis()).isEqualTo(9_999_999_999_999L);
        assertThat(verdict.getPosition()).isEqualTo(new Position("images", 0, 5L));
        assertThat(verdict.getBundleId()).isEqualTo(InMemoryDetector.BUNDLE);
        assertThat(verdict.getRole()).isEqualTo(Role.ACTIVE);
        assertThat(verdict.getPredictedClass()).isZero();
        assertThat(verdict.getPredictedName()).isEqualTo("ant");
        assertThat(verdict.getConfidence()).isEqualTo(0.75f);
        assertThat(verdict.getPValue()).isEqualTo(0.005);
        assertThat(verdict.getFlagged()).isTrue();
        assertThat(verdict.getLoudest()).isEqualTo("activation/conv");
        assertThat(verdict.getDistortion())
                .containsExactly(new LayerDistortion("conv", 201f), new LayerDistortion("dense", 402f));
        assertThat(verdict.getTopFeatures()).singleElement().satisfies(feature -> {
            assertThat(feature.getLayer()).isEqualTo("conv");
            assertThat(feature.getIndex()).isEqualTo(1);
            assertThat(feature.getDeviation()).isEqualTo(-3.5f);
        });
        assertThat(verdict.getLabel()).isEqualTo(2);
        assertThat(verdict.getAttributes()).containsEntry("attack", "none");
    }

    @Test
    void takesTheRecordsTimestampWhereTheImageHasNoEventTime() throws Exception {
        harness.processElement(record(0, image("i", 1)), 1_000);
        harness.endInput();

        assertThat(verdicts().get(0).getEventTimeMillis()).isEqualTo(1_000);
    }

    @Test
    void choosesTwinsByPosition() throws Exception {
        feed(0, 40);

        TwinSampling sampling = new TwinSampling("secret");
        assertThat(verdicts())
                .hasSize(40)
                .allSatisfy(v -> assertThat(v.getTwinRate()).isEqualTo(0.5f))
                .allSatisfy(v -> assertThat(v.getScoreSet() == ScoreSet.TWIN)
                        .isEqualTo(sampling.twinned("images", 0, v.getPosition().getOffset(), 0.5)))
                .extracting(Verdict::getScoreSet)
                .contains(ScoreSet.TWIN, ScoreSet.PLAIN);
    }

    @Test
    void sendsWhatCannotBeJudgedToTheDeadLettersWithItsReason() throws Exception {
        Image png = image("i", 1);
        png.setEncoding(Encoding.PNG);
        harness.processElement(record(0, new byte[] {9, 9}), 1_000);
        harness.processElement(record(1, (byte[]) null), 1_000);
        harness.processElement(record(2, png), 1_000);
        harness.processElement(record(3, image("i".repeat(20_000), 1)), 1_000);

        List<DeadLetter> letters = side(SideOutputs.DEAD_LETTERS);
        assertThat(letters)
                .extracting(DeadLetter::getReason)
                .containsExactly(
                        DeadLetterReason.UNDECODABLE_RECORD,
                        DeadLetterReason.UNDECODABLE_RECORD,
                        DeadLetterReason.UNKNOWN_ENCODING,
                        DeadLetterReason.OVERSIZED_TEXT);
        assertThat(letters.get(2).getDetail()).isEqualTo("expected raw? bytes");
        assertThat(Records.bytes(letters.get(0).getValue())).containsExactly(9, 9);
        assertThat(letters.get(1).getValue()).isNull();
        assertThat(verdicts()).isEmpty();
    }

    @Test
    void summarisesImagesAsOneRunOfFlagsAndOneSumForEachWindow() throws Exception {
        harness.processElement(record(0, image("i", 200)), 1_000); // class 2, flagged
        harness.processElement(record(1, image("i", 4)), 12_000); // class 1
        harness.processElement(record(2, image("i", 7)), 9_999); // class 1
        harness.processElement(record(3, image("i", 10)), 500); // class 1
        harness.endInput();

        FlagRun run = side(SideOutputs.FLAG_RUNS).get(0);
        assertThat(run.flags()).containsExactly(true, false, false, false);
        assertThat(run.offsets()).containsExactly(0, 1, 2, 3);
        assertThat(run.alpha()).isEqualTo(0.01);
        assertThat(run.pValues()).containsExactly(0.005, 0.5, 0.5, 0.5);
        assertThat(run.features()).containsExactly("conv/1", null, null, null);
        assertThat(run.clean()).isEqualTo(new CleanRates(1_000, 0.02, 0.05));
        List<WindowSums> sums = side(SideOutputs.WINDOW_SUMS);
        assertThat(harness.getSideOutput(SideOutputs.WINDOW_SUMS))
                .extracting(StreamRecord::getTimestamp)
                .containsExactly(0L, 10_000L);
        assertThat(sums.get(0).classes()).containsExactly(1, 2);
        assertThat(sums.get(0).images()).containsExactly(2, 1);
        assertThat(sums.get(0).flagged()).containsExactly(0, 1);
        // class 1: 7 + 10 at the first layer, twice that at the second; class 2: 200 and 400
        assertThat(sums.get(0).distortion()).containsExactly(17, 34, 200, 400);
        // clean: 1 + class + 10 layer, so 2 + 2 + 3 and 12 + 12 + 13
        assertThat(sums.get(0).cleanDistortion()).containsExactly(7, 37);
        assertThat(sums.get(1).images()).containsExactly(1);
        // 200 / 3 and 400 / 13 are cut at 4; 7 / 2 and 10 / 2: 3.5 and 4; 14 / 12 and 20 / 12
        assertThat(sums.get(0).ratios()).containsExactly(11.5, 4 + 34 / 12.0);
        assertThat(sums.get(0).evidence().images).isEqualTo(3);
        assertThat(sums.get(0).evidence().flagged).isEqualTo(1);
        assertThat(sums.get(0).examples())
                .containsExactly(
                        new Example("images", 0, 0, "camera", "conv/1"), new Example("images", 0, 3, "camera", null));
    }

    @Test
    void summarisesManyBatchesAtOnceAndBeforeAWatermarkOrABarrier() throws Exception {
        feed(0, 12);
        assertThat(verdicts()).hasSize(12);
        assertThat(side(SideOutputs.FLAG_RUNS)).isEmpty();

        harness.processWatermark(900);
        assertThat(side(SideOutputs.FLAG_RUNS)).extracting(FlagRun::size).containsExactly(12);
        assertThat(side(SideOutputs.WINDOW_SUMS))
                .extracting(WindowSums::imagesInAll)
                .containsExactly(12L);

        feed(12, 14);
        harness.prepareSnapshotPreBarrier(1);
        assertThat(side(SideOutputs.FLAG_RUNS)).extracting(FlagRun::size).containsExactly(12, 2);
        assertThat(side(SideOutputs.FLAG_RUNS).get(1).offsets()).containsExactly(12, 13);
    }

    @Test
    void statisticsLagBehindVerdictsByTwoHundredMillisecondsAtMost() throws Exception {
        harness.setProcessingTime(100);
        feed(0, 8);
        harness.setProcessingTime(299);
        assertThat(side(SideOutputs.FLAG_RUNS)).isEmpty();

        harness.setProcessingTime(300);
        assertThat(side(SideOutputs.FLAG_RUNS)).extracting(FlagRun::size).containsExactly(8);

        harness.processElement(record(8, new byte[] {9, 9}), 1_000);
        harness.setProcessingTime(320);
        harness.setProcessingTime(519);
        assertThat(side(SideOutputs.WINDOW_SUMS)).hasSize(1);
        harness.setProcessingTime(520);
        assertThat(side(SideOutputs.WINDOW_SUMS).get(1).evidence().refused).isEqualTo(1);
        assertThat(side(SideOutputs.FLAG_RUNS)).hasSize(1);
    }

    @Test
    void aSummaryIsBoundedInImagesAndInWindows() throws Exception {
        feed(0, 260);
        assertThat(side(SideOutputs.FLAG_RUNS)).extracting(FlagRun::size).containsExactly(256);

        for (int offset = 0; offset < 64; offset++) {
            harness.processElement(record(2_000 + offset, image("i", 1)), 10_000L * (offset + 1));
        }
        assertThat(side(SideOutputs.FLAG_RUNS)).extracting(FlagRun::size).containsExactly(256, 4 + 63);
    }

    /** The detector gives every image the same print. */
    @Test
    void countsRepeatedFramesOfACameraOnceAndJudgesThemAll() throws Exception {
        for (int offset = 0; offset < 3; offset++) {
            Image frame = image("i", 1);
            frame.setSource("frames-1");
            harness.processElement(record(offset, frame), 1_000);
        }
        harness.endInput();

        assertThat(verdicts()).hasSize(3);
        assertThat(side(SideOutputs.FLAG_RUNS))
                .singleElement()
                .satisfies(run -> assertThat(run.offsets()).containsExactly(0));
        assertThat(side(SideOutputs.WINDOW_SUMS)).singleElement().satisfies(sums -> {
            assertThat(sums.imagesInAll()).isEqualTo(1);
            assertThat(sums.evidence().records()).isEqualTo(3);
        });
    }

    @Test
    void countsRecordsThatCannotBeJudgedInTheirWindow() throws Exception {
        harness.processElement(record(0, new byte[] {9, 9}), 1_000);
        harness.processElement(record(1, image("i", 1)), 2_000);
        harness.endInput();

        assertThat(side(SideOutputs.WINDOW_SUMS)).singleElement().satisfies(sums -> {
            assertThat(sums.evidence().refused).isEqualTo(1);
            assertThat(sums.imagesInAll()).isEqualTo(1);
        });
    }

    private void feed(int from, int to) throws Exception {
        for (int offset = from; offset < to; offset++) {
            harness.processElement(record(offset, image("i" + offset, 1)), 1_000);
        }
    }

    private List<Verdict> verdicts() {
        return harness.extractOutputValues();
    }

    private <T> List<T> side(OutputTag<T> tag) {
        Collection<StreamRecord<T>> records = harness.getSideOutput(tag);
        return records == null
                ? List.of()
                : records.stream().map(StreamRecord::getValue).toList();
    }
}
