package io.latentwatch.flink.alarms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
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
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
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
                assertThat(alarm.getKind()).isEqualTo(AlarmKind.UNCLASSIFIED);
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

    @Test
    void letsTheQuietImagesPassUncountedAfterAnAlarm() throws Exception {
        try (Harness harness = Harness.of(1_000, 50)) {
            boolean[] flags = new boolean[60];
            Arrays.fill(flags, true);
            harness.feed(flags);

            // the third flag raises: at offset 2, then 50 images pass, then the third again
            assertThat(harness.alarms())
                    .extracting(alarm -> alarm.getRaisedBy().getOffset())
                    .containsExactly(2L, 55L);
            assertThat(harness.alarms()).extracting(Alarm::getImages).containsExactly(3L, 3L);
        }
    }

    @Test
    void goesOnAfterARestartAsIfThereHadBeenNone() throws Exception {
        boolean[] flags = flags(new Random(3), 0.05, 4_000);
        List<Alarm> uninterrupted;
        try (Harness harness = Harness.of(1e6, 300)) {
            harness.feed(flags);
            uninterrupted = harness.alarms();
        }
        assertThat(uninterrupted).hasSizeGreaterThan(2);
        for (int cut : new int[] {1, 100, 1_000, 2_345}) {
            OperatorSubtaskState state;
            List<Alarm> before;
            try (Harness harness = Harness.of(1e6, 300)) {
                harness.feed(Arrays.copyOf(flags, cut));
                before = harness.alarms();
                state = harness.operator.snapshot(1, 1);
            }
            try (Harness harness = Harness.restored(1e6, 300, state, cut)) {
                harness.feed(Arrays.copyOfRange(flags, cut, flags.length));

                List<Alarm> interrupted = new ArrayList<>(before);
                interrupted.addAll(harness.alarms());
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
                for (FlagRun run : cut(bySource, run("bundle", ALPHA, 10L * round, flags, sources))) {
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
            harness.operator.processElement(run("bundle", ALPHA, 0, new boolean[] {true, true}, "gate", "gate"), 0);
            harness.operator.setStateTtlProcessingTime(Duration.ofHours(1).toMillis());
            harness.operator.processElement(run("bundle", ALPHA, 2, new boolean[] {true, true}, "gate", "gate"), 0);
            assertThat(harness.alarms()).isEmpty();

            harness.operator.processElement(run("bundle", ALPHA, 4, new boolean[] {true}, "gate"), 0);
            assertThat(harness.alarms()).hasSize(1);
        }
    }

    private static List<FlagRun> cut(BySource bySource, FlagRun run) {
        List<FlagRun> runs = new ArrayList<>();
        bySource.flatMap(run, new ListCollector<>(runs));
        return runs;
    }

    private static FlagRun run(String bundle, double alpha, long offset, boolean[] flags, String... sources) {
        String[] topics = new String[flags.length];
        Arrays.fill(topics, "images");
        long[] offsets = new long[flags.length];
        Arrays.setAll(offsets, i -> offset + i);
        long[] times = Arrays.stream(offsets).map(o -> 1_000 * o).toArray();
        return new FlagRun(bundle, alpha, flags, sources, topics, new int[flags.length], offsets, times);
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
        private final KeyedOneInputStreamOperatorTestHarness<String, FlagRun, Alarm> operator;
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
            operator = new KeyedOneInputStreamOperatorTestHarness<>(
                    new KeyedProcessOperator<>(new FlagAlarms(level, threshold, quietImages, forgetAfter)),
                    key,
                    Types.STRING);
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
            operator.processElement(run(bundle, alpha, offset, flags, sources), 0);
            offset += flags.length;
        }

        List<Alarm> alarms() {
            return operator.extractOutputValues();
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
