package io.latentwatch.flink.inspect;

import static io.latentwatch.flink.Records.image;
import static io.latentwatch.flink.Records.record;
import static io.latentwatch.flink.inspect.InMemoryModels.command;
import static io.latentwatch.schemas.ModelAction.ACTIVATE;
import static io.latentwatch.schemas.ModelAction.LOAD_SHADOW;
import static io.latentwatch.schemas.ModelAction.ROLLBACK;
import static io.latentwatch.schemas.ModelAction.UNLOAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.detector.window.WindowSums;
import io.latentwatch.flink.alarms.FlagRun;
import io.latentwatch.flink.alarms.SourceBy;
import io.latentwatch.flink.alarms.SourceKinds;
import io.latentwatch.flink.models.ModelControl;
import io.latentwatch.flink.received.InputFormat;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import io.latentwatch.schemas.ModelAction;
import io.latentwatch.schemas.ModelCommand;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.Verdict;
import io.latentwatch.wire.WireFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles change between two batches, as commands say; a batch has four images here. */
@Timeout(60)
class BundleSwapsTest {
    private static final String FIRST = InMemoryDetector.BUNDLE;
    private static final String SECOND = "2".repeat(64);
    private static final String THIRD = "3".repeat(64);
    private static final InspectionOptions OPTIONS = new InspectionOptions(
            InputFormat.AVRO,
            WireFormat.SINGLE_OBJECT,
            4,
            Duration.ofMillis(20),
            1,
            Duration.ofSeconds(10),
            0,
            0,
            "secret",
            SourceBy.IMAGE,
            new SourceKinds(List.of()),
            100_000);

    private int openBefore;
    private OneInputStreamOperatorTestHarness<ReceivedRecord, Verdict> harness;
    private long images;
    private long commands = 100;

    @BeforeEach
    void open() throws Exception {
        openBefore = InMemoryDetector.OPEN.get();
        InMemoryModels.slow = new CountDownLatch(1);
        InMemoryModels.perished = false;
        harness = newHarness();
        harness.open();
    }

    private static OneInputStreamOperatorTestHarness<ReceivedRecord, Verdict> newHarness() throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new InspectImagesFactory(InMemoryDetector::new, InMemoryModels.CONTROL, OPTIONS));
    }

    @AfterEach
    void closesEveryDetectorThatItOpened() throws Exception {
        InMemoryModels.slow.countDown();
        harness.close();
        assertThat(InMemoryDetector.OPEN.get()).isEqualTo(openBefore);
    }

    @Test
    void aShadowJudgesBesideTheActiveBundleAndEntersNoStatistic() throws Exception {
        obey(11, LOAD_SHADOW, SECOND, InMemoryModels.GOOD);
        feed(4);

        assertThat(ofRole(Role.ACTIVE)).extracting(Verdict::getBundleId).containsExactly(FIRST, FIRST, FIRST, FIRST);
        assertThat(ofRole(Role.SHADOW))
                .extracting(Verdict::getBundleId)
                .containsExactly(SECOND, SECOND, SECOND, SECOND);
        assertThat(ofRole(Role.SHADOW)).extracting(Verdict::getPosition).containsExactlyElementsOf(positions(0, 4));
        harness.endInput();
        assertThat(side(SideOutputs.FLAG_RUNS)).extracting(FlagRun::bundleId).containsExactly(FIRST);
        assertThat(side(SideOutputs.MODEL_ALARMS)).isEmpty();
    }

    @Test
    void aBatchIsJudgedWholeByTheBundleThatIsActiveAtItsEdge() throws Exception {
        obey(11, LOAD_SHADOW, SECOND, InMemoryModels.GOOD);
        feed(6);
        obey(12, ACTIVATE, SECOND, null);
        feed(2);

        assertThat(ofRole(Role.ACTIVE))
                .extracting(Verdict::getBundleId)
                .containsExactly(FIRST, FIRST, FIRST, FIRST, SECOND, SECOND, SECOND, SECOND);
        assertThat(ofRole(Role.ACTIVE)).extracting(Verdict::getPosition).containsExactlyElementsOf(positions(0, 8));
        assertThat(ofRole(Role.SHADOW)).hasSize(4);
        harness.endInput();
        assertThat(side(SideOutputs.FLAG_RUNS)).extracting(FlagRun::bundleId).containsExactly(FIRST, SECOND);
        assertThat(side(SideOutputs.FLAG_RUNS)).extracting(FlagRun::size).containsExactly(4, 4);
        awaitOpen(1);
    }

    /** Four images are judged, two wait: those are of the bundle that comes, in verdicts and in statistics. */
    @Test
    void whatWasJudgedBeforeAChangeIsToldOfTheBundleThatJudgedIt() throws Exception {
        feed(6);
        obey(11, ACTIVATE, SECOND, InMemoryModels.GOOD);
        feed(1);
        harness.processWatermark(10_000);

        assertThat(ofRole(Role.ACTIVE))
                .extracting(Verdict::getBundleId)
                .containsExactly(FIRST, FIRST, FIRST, FIRST, SECOND, SECOND, SECOND);
        assertThat(side(SideOutputs.FLAG_RUNS)).extracting(FlagRun::bundleId).containsExactly(FIRST, SECOND);
        assertThat(side(SideOutputs.FLAG_RUNS)).extracting(FlagRun::size).containsExactly(4, 3);
        assertThat(side(SideOutputs.WINDOW_SUMS))
                .extracting(WindowSums::bundleId)
                .containsExactly(FIRST, SECOND);
    }

    @Test
    void practisesLoadingBesideImagesBeforeCommandsCome() throws Exception {
        ModelControl practising = new ModelControl(
                InMemoryModels.CONTROL.commands(), InMemoryModels.CONTROL.bundles(), InMemoryModels.CONTROL.start(), 3);
        int openedBefore = InMemoryDetector.OPENED.get();

        OneInputStreamOperatorTestHarness<ReceivedRecord, Verdict> other = new OneInputStreamOperatorTestHarness<>(
                new InspectImagesFactory(InMemoryDetector::new, practising, OPTIONS));
        other.open();
        for (int i = 0; i < 500 && InMemoryDetector.OPENED.get() < openedBefore + 4; i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        other.close();

        assertThat(InMemoryDetector.OPENED.get()).isEqualTo(openedBefore + 4); // one of them judges
    }

    @Test
    void imagesAreJudgedWhileABundleIsLoaded() throws Exception {
        InMemoryModels.send(commands, command(11, ACTIVATE, SECOND, InMemoryModels.SLOW));
        InMemoryModels.send(commands + 1, command(12, LOAD_SHADOW, THIRD, InMemoryModels.GOOD));
        runMails();
        feed(8);

        assertThat(verdicts()).hasSize(8).extracting(Verdict::getBundleId).containsOnly(FIRST);

        InMemoryModels.slow.countDown();
        awaitCommands(commands + 2);
        feed(4);

        assertThat(ofRole(Role.ACTIVE).subList(8, 12))
                .extracting(Verdict::getBundleId)
                .containsOnly(SECOND);
        assertThat(ofRole(Role.SHADOW)).extracting(Verdict::getBundleId).containsOnly(THIRD);
    }

    @Test
    void goesBackOnlyToBundlesThatItAccepted() throws Exception {
        obey(11, ACTIVATE, SECOND, InMemoryModels.GOOD);
        obey(12, ROLLBACK, THIRD, InMemoryModels.GOOD);
        assertThat(side(SideOutputs.MODEL_ALARMS)).hasSize(1);

        obey(12, ROLLBACK, FIRST, null);
        feed(4);
        obey(13, ROLLBACK, SECOND, null);
        feed(4);

        assertThat(verdicts())
                .extracting(Verdict::getBundleId)
                .containsExactly(FIRST, FIRST, FIRST, FIRST, SECOND, SECOND, SECOND, SECOND);
    }

    @Test
    void aShadowThatIsRetiredJudgesNoMoreAndIsForgotten() throws Exception {
        obey(11, LOAD_SHADOW, SECOND, InMemoryModels.GOOD);
        obey(12, UNLOAD, SECOND, null);
        feed(4);
        assertThat(ofRole(Role.SHADOW)).isEmpty();
        awaitOpen(1);

        obey(13, ROLLBACK, SECOND, null);

        assertThat(side(SideOutputs.MODEL_ALARMS))
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.getFigures()).containsKey("unknown_bundle"));
    }

    /** It remembers 32 besides the configuration's. */
    @Test
    void theCopyOfABundleThatIsForgottenForNewOnesIsDeleted() throws Exception {
        obey(11, ACTIVATE, SECOND, InMemoryModels.GOOD);
        Path copy = Files.createDirectories(InMemoryModels.cache.resolve(SECOND));
        for (int later = 1; later <= 32; later++) {
            assertThat(copy).exists();
            obey(11 + later, ACTIVATE, "%064x".formatted(later), InMemoryModels.GOOD);
        }

        while (Files.exists(copy)) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    void aShadowThatFailsIsDroppedAndTheActiveBundleGoesOn() throws Exception {
        obey(11, LOAD_SHADOW, SECOND, InMemoryModels.FAILS_LATER);
        feed(8);

        assertThat(verdicts()).hasSize(8).extracting(Verdict::getRole).containsOnly(Role.ACTIVE);
        assertThat(side(SideOutputs.MODEL_ALARMS)).singleElement().satisfies(alarm -> {
            assertThat(alarm.getFigures()).containsOnlyKeys("failed");
            assertThat(alarm.getBundleId()).isEqualTo(SECOND);
            assertThat(alarm.getDetail()).contains("fails always");
        });
        awaitOpen(1);
    }

    @ParameterizedTest(name = "{0} {2} is {4}")
    @CsvSource({
        "LOAD_SHADOW, 11, 2, memory:/unsigned, rejected",
        "ACTIVATE, 11, 2, memory:/broken, rejected",
        "ACTIVATE, 11, 2, memory:/out-of-memory, rejected",
        "LOAD_SHADOW, 11, 2, memory:/too-deep, rejected",
        "ACTIVATE, 11, 2, memory:/other-classes, incompatible",
        "ACTIVATE, 11, 2, memory:/other-shape, incompatible",
        "ACTIVATE, 10, 2, memory:/good, replayed",
        "ACTIVATE, -5, 2, memory:/good, replayed",
        "ACTIVATE, 11, 2, , malformed",
        "ACTIVATE, 11, ../../etc/passwd, memory:/good, malformed",
        "UNKNOWN, 11, 2, memory:/good, malformed",
        "ROLLBACK, 11, 2, memory:/good, unknown_bundle",
        "UNLOAD, 11, 2, , unknown_bundle",
        "UNLOAD, 11, b, , conflict",
        "LOAD_SHADOW, 11, b, memory:/good, conflict"
    })
    void whatIsRefusedLeavesTheOldBundleAndRaisesAnAlarm(
            ModelAction action, long sequence, String bundle, String uri, String result) throws Exception {
        String id = bundle.length() == 1 ? bundle.repeat(64) : bundle;
        obey(sequence, action, id, uri);
        feed(4);

        assertThat(verdicts()).hasSize(4).extracting(Verdict::getBundleId).containsOnly(FIRST);
        Alarm alarm = side(SideOutputs.MODEL_ALARMS).get(0);
        assertThat(alarm.getFigures()).containsOnlyKeys(result);
        assertThat(alarm.getLevel()).isEqualTo(AlarmLevel.BUNDLE);
        assertThat(alarm.getStatistic()).isEqualTo(AlarmStatistic.MODEL_COMMAND);
        assertThat(alarm.getKind()).isEqualTo(AlarmKind.FAULT_LIKE);
        assertThat(alarm.getBundleId()).isEqualTo(bundle.length() == 1 ? id : "");
        assertThat(alarm.getRaisedBy()).isEqualTo(new Position("models", 0, 100L));
        assertThat(alarm.getIssuedBy()).isEqualTo("a test");
        assertThat(alarm.getDetail()).startsWith(action.name()).doesNotContain("\u0000");
    }

    @Test
    void whatIsNoCommandRaisesAnAlarmAndStopsNothing() throws Exception {
        InMemoryModels.send(commands, new byte[] {1, 2, 3});
        InMemoryModels.send(commands + 1, (byte[]) null);
        runMails();
        commands += 2;
        obey(11, ACTIVATE, SECOND, InMemoryModels.GOOD);
        feed(4);

        assertThat(verdicts()).extracting(Verdict::getBundleId).containsOnly(SECOND);
        assertThat(side(SideOutputs.MODEL_ALARMS))
                .hasSize(2)
                .allSatisfy(alarm -> assertThat(alarm.getFigures()).containsOnlyKeys("malformed"));
    }

    /** A bundle's id that is to have 2^40 characters, and one that is to have 2^31 - 9, as many as Avro's own reader makes room for unseen. */
    @ParameterizedTest
    @ValueSource(strings = {"808080808040", "EEFFFFFF0F"})
    void aCommandThatClaimsMoreBytesThanItHasRaisesAnAlarmAndStopsNothing(String length) throws Exception {
        HexFormat hex = HexFormat.of();
        String header = hex.formatHex(WireFormat.SINGLE_OBJECT.header("models", ModelCommand.getClassSchema()));
        InMemoryModels.send(commands, hex.parseHex(header + "1602" + length));
        commands++;
        awaitCommands(commands);
        feed(4);

        assertThat(verdicts()).extracting(Verdict::getBundleId).containsOnly(FIRST);
        assertThat(side(SideOutputs.MODEL_ALARMS)).singleElement().satisfies(alarm -> {
            assertThat(alarm.getFigures()).containsOnlyKeys("malformed");
            assertThat(alarm.getDetail()).contains("models/0/100", "length of", "./latentwatch models");
        });
    }

    @Test
    void aCommandThatWasAcceptedIsRefusedWhenItComesAgain() throws Exception {
        obey(11, ACTIVATE, SECOND, InMemoryModels.GOOD);
        obey(12, ROLLBACK, FIRST, null);
        obey(11, ACTIVATE, SECOND, InMemoryModels.GOOD);
        feed(4);

        assertThat(verdicts()).extracting(Verdict::getBundleId).containsOnly(FIRST);
        assertThat(side(SideOutputs.MODEL_ALARMS))
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.getFigures()).containsOnlyKeys("replayed"));
    }

    @Test
    void afterARestartBundlesComeFromTheState() throws Exception {
        obey(11, ACTIVATE, SECOND, InMemoryModels.GOOD);
        obey(12, LOAD_SHADOW, THIRD, InMemoryModels.GOOD);
        OperatorSubtaskState state = harness.snapshot(1, 1);

        restart(state);
        feed(4);

        assertThat(InMemoryModels.openedAt()).isEqualTo(102);
        assertThat(ofRole(Role.ACTIVE)).extracting(Verdict::getBundleId).containsOnly(SECOND);
        assertThat(ofRole(Role.SHADOW)).extracting(Verdict::getBundleId).containsOnly(THIRD);
        obey(12, UNLOAD, THIRD, null);
        assertThat(side(SideOutputs.MODEL_ALARMS)).hasSize(1);
        obey(13, ROLLBACK, FIRST, null);
        feed(4);
        assertThat(ofRole(Role.ACTIVE).subList(4, 8))
                .extracting(Verdict::getBundleId)
                .containsOnly(FIRST);
    }

    @Test
    void aShadowThatCannotBeOpenedAfterARestartIsLeftOut() throws Exception {
        obey(11, LOAD_SHADOW, SECOND, InMemoryModels.PERISHABLE);
        OperatorSubtaskState state = harness.snapshot(1, 1);
        InMemoryModels.perished = true;

        restart(state);
        feed(4);

        assertThat(verdicts()).hasSize(4).extracting(Verdict::getRole).containsOnly(Role.ACTIVE);
    }

    @Test
    void aCommandThatIsStillBeingObeyedIsReadAgainAfterARestart() throws Exception {
        InMemoryModels.send(commands, command(11, ACTIVATE, SECOND, InMemoryModels.SLOW));
        runMails();
        OperatorSubtaskState state = harness.snapshot(1, 1);
        InMemoryModels.slow.countDown();

        restart(state);

        assertThat(InMemoryModels.openedAt()).isEqualTo(100);
        feed(4);
        assertThat(verdicts()).extracting(Verdict::getBundleId).containsOnly(FIRST);
    }

    /** A task that is cancelled is interrupted while it waits for the bundle that is being loaded. */
    @Test
    void aBundleThatIsLoadedTooLateForItsTaskIsClosed() throws Exception {
        InMemoryModels.send(commands, command(11, ACTIVATE, SECOND, InMemoryModels.SLOW));
        runMails();
        Thread.currentThread().interrupt();
        assertThatThrownBy(harness::close).isInstanceOf(InterruptedException.class);
        awaitOpen(0);

        int opened = InMemoryDetector.OPENED.get();
        InMemoryModels.slow.countDown();
        while (InMemoryDetector.OPENED.get() == opened) {
            TimeUnit.MILLISECONDS.sleep(1);
        }

        awaitOpen(0);
        harness = newHarness();
        harness.open();
    }

    /** A poll brings up to 500 records, and 100 may wait. */
    @Test
    void aFeedThatWaitsForRoomEndsWithTheTask() throws Exception {
        CompletableFuture<Void> feed = CompletableFuture.runAsync(() -> {
            try {
                for (int record = 0; record < 500; record++) {
                    InMemoryModels.send(record, new byte[1]);
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        while (InMemoryModels.received() < 100) {
            TimeUnit.MILLISECONDS.sleep(1);
        }

        harness.close();

        assertThat(feed).succeedsWithin(Duration.ofSeconds(10));
        harness = newHarness();
        harness.open();
    }

    @Test
    void aTopicThatCannotBeReadAnyMoreFailsTheTask() {
        InMemoryModels.fail();

        assertThatThrownBy(this::runMails).hasStackTraceContaining("no broker");
    }

    private void restart(OperatorSubtaskState state) throws Exception {
        harness.close();
        harness = newHarness();
        harness.initializeState(state);
        harness.open();
    }

    private void obey(long sequence, ModelAction action, String bundle, String uri) throws Exception {
        InMemoryModels.send(commands, command(sequence, action, bundle, uri));
        commands++;
        awaitCommands(commands);
    }

    /** Until all commands before the offset have been handled: seen by the state, as a checkpoint would. */
    private void awaitCommands(long nextOffset) throws Exception {
        InspectImages operator = (InspectImages) harness.getOperator();
        while (operator.models().nextOffset < nextOffset) {
            runMails();
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private void awaitOpen(int detectors) throws Exception {
        while (InMemoryDetector.OPEN.get() > openBefore + detectors) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertThat(InMemoryDetector.OPEN.get()).isEqualTo(openBefore + detectors);
    }

    private void runMails() throws Exception {
        Optional<Mail> mail = harness.getTaskMailbox().tryTake(0);
        while (mail.isPresent()) {
            mail.get().run();
            mail = harness.getTaskMailbox().tryTake(0);
        }
    }

    private void feed(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            harness.processElement(record(images, image("i" + images, 1)), 1_000);
            images++;
        }
    }

    private static List<Position> positions(long from, long to) {
        return LongStream.range(from, to)
                .mapToObj(offset -> new Position("images", 0, offset))
                .toList();
    }

    private List<Verdict> verdicts() {
        return harness.extractOutputValues();
    }

    private List<Verdict> ofRole(Role role) {
        return verdicts().stream().filter(verdict -> verdict.getRole() == role).toList();
    }

    private <T> List<T> side(OutputTag<T> tag) {
        Collection<StreamRecord<T>> records = harness.getSideOutput(tag);
        return records == null
                ? List.of()
                : records.stream().map(StreamRecord::getValue).toList();
    }
}
