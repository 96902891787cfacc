package io.latentwatch.flink.alarms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmAction;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import io.latentwatch.schemas.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlagAlarmsTest {
    private static final double ONCE_IN_30_DAYS = 2.592e9;
    private static final double ALPHA = 0.01;

    @ParameterizedTest(name = "power {0}")
    @CsvSource({"0.5, 1118", "0.8, 499", "0.98, 356"}) // simulated by another implementation
    void raisesAnAlarmWithinTheExpectedNumberOfImages(double power, double expected) throws Exception {
        double rate = 0.05 * power + 0.95 * ALPHA;
        double sum = 0;
        int runs = 200;
        for (int seed = 0; seed < runs; seed++) {
            try (Harness harness = Harness.of(ONCE_IN_30_DAYS, 0)) {
                Random random = new Random(seed);
                while (harness.alarms().isEmpty()) {
                    harness.feed(flags(random, rate, 64));
                }
                sum += harness.alarms().get(0).getImages();
            }
        }
        assertThat(sum / runs).isCloseTo(expected, within(0.1 * expected));
    }

    @Test
    void keepsItsPromiseOnCleanImages() throws Exception {
        // at most N / A = 10,000 / 1,000,000 of the streams may raise one: 2 of 200, so 7 would be a chance of 0.5 %
        int alarms = 0;
        for (int seed = 0; seed < 200; seed++) {
            try (Harness harness = Harness.of(1e6, 0)) {
                harness.feed(flags(new Random(seed), ALPHA, 10_000));
                alarms += harness.alarms().size();
            }
        }
        assertThat(alarms).isLessThan(7);
    }

    @Test
    void saysWhatRaisedItAndWhatToLookAt() throws Exception {
        try (Harness harness = Harness.of(1_000, 0)) {
            // with every image flagged the bet on 50 alpha grows 50-fold: 50, 2,550; the six bets' mean passes 1,000 at
            // the third image
            harness.feed(true, false, true, true, true);

            assertThat(harness.alarms()).first().satisfies(alarm -> {
                assertThat(alarm.getId()).isEqualTo("stream/bundle/images/0/3");
                assertThat(alarm.getEvent()).isEqualTo(AlarmEvent.RAISED);
                assertThat(alarm.getLevel()).isEqualTo(AlarmLevel.STREAM);
                assertThat(alarm.getStatistic()).isEqualTo(AlarmStatistic.FLAGS);
                assertThat(alarm.getKind()).isEqualTo(AlarmKind.ATTACK_LIKE); // three of four twins flip
                assertThat(alarm.getFigures()).containsEntry("twin-flips", 0.75).containsEntry("small-p-share", 0.75);
                assertThat(alarm.getSources()).containsExactly("camera");
                assertThat(alarm.getLayers()).containsExactly("conv1");
                assertThat(alarm.getFeatures()).containsExactly("conv1/0"); // of offsets 0 and 2
                assertThat(alarm.getRaisedBy()).isEqualTo(new Position("images", 0, 3L));
                assertThat(alarm.getEventTimeMillis()).isEqualTo(3_000);
                assertThat(alarm.getImages()).isEqualTo(4);
                assertThat(alarm.getFlagged()).isEqualTo(3);
                assertThat(alarm.getEvidence()).isGreaterThanOrEqualTo(1_000);
                assertThat(alarm.getThreshold()).isEqualTo(1_000);
                assertThat(alarm.getAlpha()).isEqualTo(ALPHA);
                assertThat(alarm.getExamples())
                        .containsExactly(new Position("images", 0, 0L), new Position("images", 0, 2L));
            });
        }
    }

    @Test
    void givesTheNewestTenFlaggedImagesOldestFirst() throws Exception {
        try (Harness harness = Harness.of(1e12, 0)) {
            boolean[] calm = new boolean[2_000];
            for (int i = 0; i < calm.length; i += 100) {
                calm[i] = true;
            }
            harness.feed(calm);
            while (harness.alarms().isEmpty()) {
                harness.feed(true);
            }
            long raisedBy = harness.alarms().get(0).getRaisedBy().getOffset();
            List<Long> offsets = harness.alarms().get(0).getExamples().stream()
                    .map(Position::getOffset)
                    .toList();
            assertThat(offsets).hasSize(10).isSorted().endsWith(raisedBy - 1).doesNotContain(raisedBy);
        }
    }

    /** The third flag raises: at offset 2. Then 50 images pass, then the third again: at 55, and at 108; the change is the same. After that 50 clean images pass and 50 are counted. */
    @Test
    void raisesOneAlarmForOneChangeAndResolvesItWhenTheChangeIsOver() throws Exception {
        try (Harness harness = Harness.of(1_000, 50)) {
            boolean[] flags = new boolean[300];
            Arrays.fill(flags, 0, 110, true);
            harness.feed(flags);

            assertThat(harness.events())
                    .extracting(Alarm::getEvent)
                    .containsExactly(AlarmEvent.RAISED, AlarmEvent.RESOLVED);
            assertThat(harness.events()).extracting(Alarm::getId).containsOnly("stream/bundle/images/0/2");
            assertThat(harness.events().get(1).getEventTimeMillis()).isEqualTo(1_000 * (108 + 50 + 50));
        }
    }

    /** Three flags raise it, their copies stable: drift-like. Of the 32 images after it the last 12 have copies that flip; 64 images after it that is found again. */
    @Test
    void callsAnOpenAlarmWhatItTurnsInto() throws Exception {
        try (Harness harness = Harness.of(1_000, 10_000)) {
            harness.feed(Runs.ofTwins(0, 23, Twin.STABLE));
            assertThat(harness.events()).extracting(Alarm::getKind).containsExactly(AlarmKind.DRIFT_LIKE);
            harness.feed(Runs.ofTwins(23, 43, Twin.FLIPPED));
            assertThat(harness.events()).hasSize(1);

            harness.feed(Runs.ofTwins(66, 1, Twin.FLIPPED));

            assertThat(harness.events()).hasSize(2).last().satisfies(alarm -> {
                assertThat(alarm.getEvent()).isEqualTo(AlarmEvent.RECLASSIFIED);
                assertThat(alarm.getKind()).isEqualTo(AlarmKind.ATTACK_LIKE);
                assertThat(alarm.getId()).isEqualTo("stream/bundle/images/0/2");
                assertThat(alarm.getFigures()).containsEntry("twin-flips", 44.0 / 64);
                assertThat(alarm.getEventTimeMillis()).isEqualTo(66_000);
                assertThat(alarm.getRaisedBy()).isEqualTo(new Position("images", 0, 2L));
            });
            harness.feed(Runs.ofTwins(67, 5_000, Twin.STABLE));
            assertThat(harness.events()).as("it stays an attack's").hasSize(2);
        }
    }

    @Test
    void tellsWhatASilencedAndAcknowledgedAlarmTurnsInto() throws Exception {
        try (Harness harness = Harness.of(1_000, 10_000)) {
            harness.feed(Runs.ofTwins(0, 3, Twin.STABLE));
            harness.tell(AlarmAction.ACKNOWLEDGE, "stream/bundle/images/0/2", null);
            harness.tell(AlarmAction.SILENCE, "stream/bundle/images/0/2", 10_000L);
            harness.feed(Runs.ofTwins(3, 64, Twin.FLIPPED));
            harness.tell(AlarmAction.ACKNOWLEDGE, "stream/bundle/images/0/2", null);

            assertThat(harness.events())
                    .extracting(Alarm::getEvent)
                    .containsExactly(
                            AlarmEvent.RAISED,
                            AlarmEvent.ACKNOWLEDGED,
                            AlarmEvent.SILENCED,
                            AlarmEvent.RECLASSIFIED,
                            AlarmEvent.ACKNOWLEDGED);
        }
    }

    /** Between the two looks, and before the first one. */
    @ParameterizedTest
    @CsvSource({"20", "35", "60", "66"})
    void looksAgainAfterARestartAsIfThereHadBeenNone(int cut) throws Exception {
        OperatorSubtaskState state;
        List<Alarm> events;
        try (Harness harness = Harness.of(1_000, 10_000)) {
            harness.feed(Runs.ofTwins(0, 3, Twin.STABLE));
            harness.feed(Runs.ofTwins(3, cut - 3, Twin.FLIPPED));
            events = new ArrayList<>(harness.events());
            state = harness.operator.snapshot(1, 1);
        }
        try (Harness harness = Harness.restored(1_000, 10_000, state, cut)) {
            harness.feed(Runs.ofTwins(cut, 67 - cut, Twin.FLIPPED));
            events.addAll(harness.events());
        }
        assertThat(events).extracting(Alarm::getEvent).containsExactly(AlarmEvent.RAISED, AlarmEvent.RECLASSIFIED);
    }

    /** After ten quiet images each the third flag reaches the limit again; the looks after 64 and 128 images see what came before it all the same. */
    @Test
    void looksAtAllImagesSinceTheAlarmThoughItsLimitIsReachedAgain() throws Exception {
        try (Harness harness = Harness.of(1_000, 10)) {
            harness.feed(Runs.ofTwins(0, 43, Twin.STABLE));
            harness.feed(Runs.ofTwins(43, 88, Twin.FLIPPED));

            assertThat(harness.events()).hasSize(2).last().satisfies(alarm -> {
                assertThat(alarm.getEvent()).isEqualTo(AlarmEvent.RECLASSIFIED);
                assertThat(alarm.getFigures()).containsEntry("twin-flips", 88.0 / 128);
            });
        }
    }

    /**
     * After 50 clean images the bets' values are 39, 31, 20.7, 9.9, 4.2 and 1.02; the first flag makes the mean 99.8, the second, at offset 104, 1,551.
     */
    @Test
    void raisesTheNextChangeAnew() throws Exception {
        try (Harness harness = Harness.of(1_000, 50)) {
            harness.feed(true, true, true);
            harness.feed(new boolean[100]);
            harness.feed(true, true, true);

            assertThat(harness.alarms())
                    .extracting(alarm -> alarm.getRaisedBy().getOffset())
                    .containsExactly(2L, 104L);
        }
    }

    @Test
    void saysThatSomebodyHasAcknowledgedAnAlarm() throws Exception {
        try (Harness harness = Harness.of(1_000, 50)) {
            harness.feed(true, true, true);
            harness.tell(AlarmAction.ACKNOWLEDGE, "stream/other/images/0/2", null);
            assertThat(harness.events()).hasSize(1);

            harness.tell(AlarmAction.ACKNOWLEDGE, "stream/bundle/images/0/2", null);

            assertThat(harness.events()).hasSize(2).last().satisfies(alarm -> {
                assertThat(alarm.getEvent()).isEqualTo(AlarmEvent.ACKNOWLEDGED);
                assertThat(alarm.getIssuedBy()).isEqualTo("ann");
                assertThat(alarm.getRaisedBy()).isEqualTo(new Position("images", 0, 2L));
            });
        }
    }

    @Test
    void isSilentUntilTheTimeThatAnOperatorSays() throws Exception {
        try (Harness harness = Harness.of(1_000, 0)) {
            harness.feed(true, true, true);
            harness.tell(AlarmAction.SILENCE, "stream/bundle/images/0/2", 10_000L);
            harness.feed(false, true, true, true, false);
            assertThat(harness.events())
                    .extracting(Alarm::getEvent)
                    .as("the end of what was raised is told, a new alarm is not")
                    .containsExactly(AlarmEvent.RAISED, AlarmEvent.SILENCED, AlarmEvent.RESOLVED);
            assertThat(harness.events().get(1).getUntilMillis()).isEqualTo(10_000);

            harness.operator.setProcessingTime(10_000);
            harness.feed(true, true, true);

            assertThat(harness.alarms()).hasSize(2);
        }
    }

    /** Within the 50 quiet images the next three flags raise another one. */
    @Test
    void startsAnewWhenAnOperatorResetsIt() throws Exception {
        try (Harness harness = Harness.of(1_000, 50)) {
            harness.feed(true, true, true);
            harness.tell(AlarmAction.RESET, "stream/bundle/images/0/2", null);
            harness.feed(true, true, true);

            assertThat(harness.events())
                    .extracting(Alarm::getEvent)
                    .containsExactly(AlarmEvent.RAISED, AlarmEvent.RESOLVED, AlarmEvent.RAISED);
        }
    }

    @Test
    void goesOnAfterARestartAsIfThereHadBeenNone() throws Exception {
        boolean[] flags = flags(new Random(3), 0.05, 4_000);
        List<Alarm> uninterrupted;
        try (Harness harness = Harness.of(1e6, 300)) {
            harness.feed(flags);
            uninterrupted = harness.events();
        }
        assertThat(uninterrupted).hasSizeGreaterThan(2);
        for (int cut : new int[] {1, 100, 1_000, 2_345}) {
            OperatorSubtaskState state;
            List<Alarm> before;
            try (Harness harness = Harness.of(1e6, 300)) {
                harness.feed(Arrays.copyOf(flags, cut));
                before = harness.events();
                state = harness.operator.snapshot(1, 1);
            }
            try (Harness harness = Harness.restored(1e6, 300, state, cut)) {
                harness.feed(Arrays.copyOfRange(flags, cut, flags.length));

                List<Alarm> interrupted = new ArrayList<>(before);
                interrupted.addAll(harness.events());
                assertThat(interrupted).isEqualTo(uninterrupted);
            }
        }
    }

    @Test
    void startsAnewWhenThePromisedRateChanges() throws Exception {
        try (Harness harness = Harness.of(1_000, 0)) {
            harness.feed(true, true);
            harness.alpha = 0.02;
            harness.feed(true, true, true);

            assertThat(harness.alarms()).singleElement().satisfies(alarm -> {
                assertThat(alarm.getImages()).isLessThanOrEqualTo(3);
                assertThat(alarm.getAlpha()).isEqualTo(0.02);
                assertThat(alarm.getExamples()).doesNotContain(new Position("images", 0, 1L));
            });
        }
    }

    @Test
    void keepsBundlesApart() throws Exception {
        try (Harness harness = Harness.of(1_000, 0)) {
            harness.feed(true, true);
            harness.bundle = "other";
            harness.feed(true, true);

            assertThat(harness.alarms()).isEmpty();
        }
    }

    /** Ten sources in turn, one of which is attacked: at the level of sources its alarm comes after few of its images. */
    @Test
    void namesTheSourceThatIsAttacked() throws Exception {
        BySource bySource = new BySource(65_536);
        Random random = new Random(11);
        try (Harness harness = Harness.ofSources(bySource, 1e8, Duration.ofDays(7))) {
            for (int round = 0; round < 30; round++) {
                boolean[] flags = new boolean[10];
                String[] sources = new String[10];
                for (int i = 0; i < 10; i++) {
                    sources[i] = "camera-" + i;
                    flags[i] = random.nextDouble() < (i == 4 ? 0.5 : ALPHA);
                }
                for (FlagRun run : cut(bySource, Runs.of("bundle", ALPHA, 10L * round, flags, sources))) {
                    harness.operator.processElement(run, 0);
                }
            }

            assertThat(harness.alarms()).isNotEmpty().first().satisfies(alarm -> {
                assertThat(alarm.getLevel()).isEqualTo(AlarmLevel.SOURCE);
                assertThat(alarm.getSource()).isEqualTo("camera-4");
                assertThat(alarm.getId()).startsWith("source/bundle/images/0/");
                // 11 to 15 images on average, simulated by another implementation
                assertThat(alarm.getImages()).isLessThanOrEqualTo(30);
                assertThat(alarm.getExamples()).allMatch(position -> position.getOffset() % 10 == 4);
            });
            assertThat(harness.alarms()).extracting(Alarm::getSource).containsOnly("camera-4");
        }
    }

    /** Two flags, an hour of nothing, two flags: three in a row would have raised the alarm. */
    @Test
    void forgetsASourceThatIsSilentForLong() throws Exception {
        BySource bySource = new BySource(16);
        try (Harness harness = Harness.ofSources(bySource, 1_000, Duration.ofMinutes(30))) {
            harness.operator.setStateTtlProcessingTime(0);
            harness.operator.processElement(Runs.of("bundle", ALPHA, 0, new boolean[] {true, true}, "gate", "gate"), 0);
            harness.operator.setStateTtlProcessingTime(Duration.ofHours(1).toMillis());
            harness.operator.processElement(Runs.of("bundle", ALPHA, 2, new boolean[] {true, true}, "gate", "gate"), 0);
            assertThat(harness.alarms()).isEmpty();

            harness.operator.processElement(Runs.of("bundle", ALPHA, 4, new boolean[] {true}, "gate"), 0);
            assertThat(harness.alarms()).hasSize(1);
        }
    }

    private static List<FlagRun> cut(BySource bySource, FlagRun run) {
        List<FlagRun> runs = new ArrayList<>();
        bySource.flatMap(run, new ListCollector<>(runs));
        return runs;
    }

    private static boolean[] flags(Random random, double rate, int count) {
        boolean[] flags = new boolean[count];
        for (int i = 0; i < count; i++) {
            flags[i] = random.nextDouble() < rate;
        }
        return flags;
    }

    /** The function in Flink's operator, fed with offsets that count on. */
    private static final class Harness implements AutoCloseable {
        private final KeyedBroadcastOperatorTestHarness<String, FlagRun, AlarmCommand, Alarm> operator;
        private String bundle = "bundle";
        private double alpha = ALPHA;
        private long offset;

        private Harness(
                AlarmLevel level,
                double threshold,
                long quietImages,
                Duration forgetAfter,
                KeySelector<FlagRun, String> key)
                throws Exception {
            operator = new KeyedBroadcastOperatorTestHarness<>(
                    new CoBroadcastWithKeyedOperator<>(
                            new FlagAlarms(level, threshold, quietImages, forgetAfter), List.of()),
                    key,
                    Types.STRING,
                    1,
                    1,
                    0);
            operator.getExecutionConfig()
                    .configure(
                            new Configuration().set(PipelineOptions.GENERIC_TYPES, false),
                            getClass().getClassLoader());
        }

        static Harness of(double threshold, long quietImages) throws Exception {
            Harness harness = ofStream(threshold, quietImages);
            harness.operator.open();
            return harness;
        }

        static Harness ofSources(BySource bySource, double threshold, Duration forgetAfter) throws Exception {
            Harness harness = new Harness(AlarmLevel.SOURCE, threshold, 0, forgetAfter, bySource::key);
            harness.operator.open();
            return harness;
        }

        private static Harness ofStream(double threshold, long quietImages) throws Exception {
            return new Harness(AlarmLevel.STREAM, threshold, quietImages, Duration.ZERO, FlagRun::bundleId);
        }

        static Harness restored(double threshold, long quietImages, OperatorSubtaskState state, long offset)
                throws Exception {
            Harness harness = ofStream(threshold, quietImages);
            harness.offset = offset;
            harness.operator.initializeState(state);
            harness.operator.open();
            return harness;
        }

        void feed(boolean... flags) throws Exception {
            String[] sources = new String[flags.length];
            Arrays.fill(sources, "camera");
            operator.processElement(Runs.of(bundle, alpha, offset, flags, sources), 0);
            offset += flags.length;
        }

        void feed(FlagRun run) throws Exception {
            operator.processElement(run, 0);
        }

        List<Alarm> alarms() {
            return events().stream()
                    .filter(alarm -> alarm.getEvent() == AlarmEvent.RAISED)
                    .toList();
        }

        @SuppressWarnings("unchecked") // the operator puts out alarms alone
        List<Alarm> events() {
            return operator.getOutput().stream()
                    .map(element -> ((StreamRecord<Alarm>) element).getValue())
                    .toList();
        }

        void tell(AlarmAction action, String alarmId, Long untilMillis) throws Exception {
            operator.processBroadcastElement(
                    AlarmCommand.newBuilder()
                            .setAction(action)
                            .setAlarmId(alarmId)
                            .setUntilMillis(untilMillis)
                            .setIssuedBy("ann")
                            .build(),
                    0);
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
