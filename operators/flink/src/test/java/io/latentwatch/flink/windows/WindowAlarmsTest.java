package io.latentwatch.flink.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;
import io.latentwatch.detector.alarm.CleanRates;
import io.latentwatch.detector.alarm.ImageEvidence;
import io.latentwatch.detector.window.Comparison;
import io.latentwatch.detector.window.Example;
import io.latentwatch.detector.window.SumsBuilder;
import io.latentwatch.detector.window.WindowReference;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmAction;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import io.latentwatch.schemas.Position;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two layers and four classes; clean distortion is 1 at each layer. */
class WindowAlarmsTest {
    private static final double ONCE_IN_30_DAYS = 2.592e9;
    private static final String[] LAYERS = {"conv", "dense"};
    private static final WindowReference REFERENCE =
            new WindowReference(0.01, new CleanRates(8_000, 0.005, 0.05), new long[] {500, 500, 500, 500});

    private final Random random = new Random(4);
    private KeyedBroadcastOperatorTestHarness<String, ClosedWindow, AlarmCommand, Alarm> harness;
    private long offset;

    @BeforeEach
    void open() throws Exception {
        harness = harness();
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void saysNothingOfCleanWindows() throws Exception {
        for (int window = 0; window < 20; window++) {
            feed(window, 2_000, this::clean);
        }
        assertThat(events()).isEmpty();
    }

    /** p-values u^2 lie 0.25 from uniform ones, and the limit of the smallest window is 0.1. */
    @Test
    void findsADriftWithinFiveThousandImagesAndResolvesItWhenItIsOver() throws Exception {
        for (int window = 0; window < 10; window++) {
            feed(window, 500, this::drifted);
        }
        assertThat(events()).singleElement().satisfies(alarm -> {
            assertThat(alarm.getEvent()).isEqualTo(AlarmEvent.RAISED);
            assertThat(alarm.getLevel()).isEqualTo(AlarmLevel.WINDOW);
            assertThat(alarm.getKind()).isEqualTo(AlarmKind.DRIFT_LIKE);
            assertThat(alarm.getImages()).isLessThanOrEqualTo(5_000);
            assertThat(alarm.getEvidence()).isGreaterThanOrEqualTo(alarm.getThreshold());
            assertThat(alarm.getRaisedBy()).isEqualTo(new Position("images", 0, alarm.getImages() - 1));
            assertThat(alarm.getLayers()).containsExactlyInAnyOrder("conv", "dense");
            assertThat(alarm.getFigures()).containsKeys("p-distance", "distortion-ratio/conv", "twin-flips");
            assertThat(alarm.getExamples()).hasSize(10);
            assertThat(alarm.getSources()).isNotEmpty();
        });

        for (int window = 10; window < 16; window++) {
            feed(window, 500, this::clean);
        }
        assertThat(events()).extracting(Alarm::getEvent).containsExactly(AlarmEvent.RAISED, AlarmEvent.RESOLVED);
    }

    @Test
    void gathersSmallWindowsUntilTheyShowAChange() throws Exception {
        feed(0, 100, this::drifted);
        feed(1, 100, this::drifted);
        assertThat(events()).isEmpty();

        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        harness = harness();
        harness.initializeState(state);
        harness.open();
        for (int window = 2; window < 16; window++) {
            feed(window, 100, this::drifted);
        }
        assertThat(events())
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.getImages()).isBetween(1_000L, 1_600L));
    }

    /** Class 0 has 45 % of the images instead of 25 %. */
    @Test
    void takesAnotherMixOfClassesForDrift() throws Exception {
        feed(0, 3_000, sums -> {
            int predictedClass = random.nextDouble() < 0.27 ? 0 : random.nextInt(4);
            add(sums, predictedClass, random.nextDouble(), 0.005, ratio(1));
        });

        assertThat(events()).singleElement().satisfies(alarm -> {
            assertThat(alarm.getStatistic()).isEqualTo(AlarmStatistic.CLASSES);
            assertThat(alarm.getKind()).isEqualTo(AlarmKind.DRIFT_LIKE);
        });
    }

    @Test
    void takesRecordsThatCannotBeJudgedForAFault() throws Exception {
        feed(0, 3_000, sums -> {
            if (offset % 5 == 0) {
                sums.addRefused(example());
            } else {
                clean(sums);
            }
        });

        assertThat(events()).singleElement().satisfies(alarm -> {
            assertThat(alarm.getStatistic()).isEqualTo(AlarmStatistic.REFUSED);
            assertThat(alarm.getKind()).isEqualTo(AlarmKind.FAULT_LIKE);
            assertThat(alarm.getEvidence()).isEqualTo(0.2);
        });
    }

    /** 1 % of the frames show something new, 0.2 % are broken: of all records few, beside the counted images a fifth. */
    @Test
    void theBrokenFramesOfStillCamerasAreHeldAgainstAllTheirFrames() throws Exception {
        feed(0, 200_000, sums -> {
            if (offset % 500 == 0) {
                sums.addRefused(example());
            } else if (offset % 100 == 1) {
                clean(sums);
            } else {
                sums.addRepeated(example());
            }
        });

        assertThat(events()).isEmpty();
    }

    @Test
    void saysSoWhereNothingAtAllCouldBeJudged() throws Exception {
        feed(0, 3_000, sums -> sums.addRefused(example()));

        assertThat(events()).singleElement().extracting(Alarm::getKind).isEqualTo(AlarmKind.FAULT_LIKE);
    }

    @Test
    void takesAnAttackDuringADriftForAnAttack() throws Exception {
        feed(0, 3_000, sums -> {
            if (random.nextDouble() < 0.1) {
                add(sums, random.nextInt(4), Math.pow(random.nextDouble(), 10), 0.6, ratio(1.5));
            } else {
                drifted(sums);
            }
        });

        assertThat(events()).singleElement().extracting(Alarm::getKind).isEqualTo(AlarmKind.ATTACK_LIKE);
    }

    @Test
    void obeysOperators() throws Exception {
        feed(0, 2_000, this::drifted);
        String id = events().get(0).getId();
        harness.processBroadcastElement(command(AlarmAction.ACKNOWLEDGE, id), 0);
        harness.processBroadcastElement(command(AlarmAction.ACKNOWLEDGE, "window/other"), 0);
        harness.processBroadcastElement(command(AlarmAction.RESET, id), 0);
        feed(1, 2_000, this::drifted);

        assertThat(events())
                .extracting(Alarm::getEvent)
                .containsExactly(AlarmEvent.RAISED, AlarmEvent.ACKNOWLEDGED, AlarmEvent.RESOLVED, AlarmEvent.RAISED);
    }

    /**
     * The budget on clean images, scaled down: one alarm in 100,000 images, 50 streams of 100,000, each with a calibration, reference classes and clean distortions drawn anew. At
     * most 50 alarms may come; the bounds are loose, so far fewer do.
     */
    @Test
    void keepsItsBudgetOnCleanImages() {
        int alarms = 0;
        for (int stream = 0; stream < 50; stream++) {
            double[] calibration = random.doubles(1_000).sorted().toArray();
            long[] classes = new long[4];
            random.ints(500, 0, 4).forEach(k -> classes[k]++);
            double clean = random.doubles(500).map(u -> 0.5 + u).average().orElseThrow();
            WindowReference reference = new WindowReference(0.01, new CleanRates(1_000, 0.005, 0.05), classes);
            for (int window = 0; window < 100; window++) {
                SumsBuilder sums = new SumsBuilder("bundle", reference, LAYERS);
                for (int i = 0; i < 1_000; i++) {
                    double p = (1.0 + rank(calibration, random.nextDouble())) / 1_001;
                    float[] distortion = {(float) ratio(1), (float) ratio(1)};
                    sums.add(
                            random.nextInt(4),
                            new ImageEvidence(p, false, Twin.STABLE, false, false),
                            distortion,
                            (k, layer) -> clean,
                            example());
                }
                alarms += Comparison.of(sums.build(), 1e5).get(0).overLimit() >= 1 ? 1 : 0;
            }
        }
        assertThat(alarms).isLessThanOrEqualTo(50);
    }

    private static int rank(double[] sorted, double value) {
        int place = Arrays.binarySearch(sorted, value);
        return place < 0 ? -place - 1 : place;
    }

    private void clean(SumsBuilder sums) {
        add(sums, random.nextInt(4), random.nextDouble(), 0.005, ratio(1));
    }

    private void drifted(SumsBuilder sums) {
        add(sums, random.nextInt(4), Math.pow(random.nextDouble(), 2), 0.01, ratio(1.5));
    }

    /** Spread evenly around its mean, half of it either way. */
    private double ratio(double mean) {
        return mean * (0.5 + random.nextDouble());
    }

    private void add(SumsBuilder sums, int predictedClass, double p, double flips, double distortion) {
        double pValue = Math.max(1e-4, p);
        sums.add(
                predictedClass,
                new ImageEvidence(
                        pValue,
                        pValue <= 0.0075,
                        random.nextDouble() < flips ? Twin.FLIPPED : Twin.STABLE,
                        false,
                        false),
                new float[] {(float) distortion, (float) distortion},
                (k, layer) -> 1,
                example());
    }

    private Example example() {
        return new Example("images", 0, offset, "camera-" + offset % 7, "conv/1");
    }

    private void feed(int window, int records, Consumer<SumsBuilder> next) throws Exception {
        SumsBuilder sums = new SumsBuilder("bundle", REFERENCE, LAYERS);
        for (int i = 0; i < records; i++) {
            next.accept(sums);
            offset++;
        }
        harness.processElement(new ClosedWindow(60_000L * (window + 1), sums.build()), 0);
    }

    private static AlarmCommand command(AlarmAction action, String id) {
        return AlarmCommand.newBuilder().setAction(action).setAlarmId(id).build();
    }

    private static KeyedBroadcastOperatorTestHarness<String, ClosedWindow, AlarmCommand, Alarm> harness()
            throws Exception {
        KeyedBroadcastOperatorTestHarness<String, ClosedWindow, AlarmCommand, Alarm> made =
                new KeyedBroadcastOperatorTestHarness<>(
                        new CoBroadcastWithKeyedOperator<>(new WindowAlarms(ONCE_IN_30_DAYS, 0.1), List.of()),
                        window -> window.sums().bundleId(),
                        Types.STRING,
                        1,
                        1,
                        0);
        made.getExecutionConfig()
                .configure(
                        new Configuration().set(PipelineOptions.GENERIC_TYPES, false),
                        WindowAlarmsTest.class.getClassLoader());
        return made;
    }

    @SuppressWarnings("unchecked") // the operator puts out alarms alone
    private List<Alarm> events() {
        return harness.getOutput().stream()
                .map(element -> ((StreamRecord<Alarm>) element).getValue())
                .toList();
    }
}
