package io.latentwatch.flink.inspect;

import io.latentwatch.detector.Detector;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.StageNanos;
import io.latentwatch.detector.TwinComparison;
import io.latentwatch.flink.metrics.Buckets;
import io.latentwatch.flink.metrics.Metric;
import io.latentwatch.flink.metrics.Metrics;
import io.latentwatch.flink.metrics.Sum;
import io.latentwatch.flink.models.CommandResult;
import io.latentwatch.schemas.DeadLetterReason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What one subtask's inspection counts and measures. */
final class InspectionMetrics {
    private static final double[] SECONDS = {0.001, 0.005, 0.02, 0.1, 0.5, 2};
    private static final double[] END_TO_END_SECONDS = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60};
    private static final double[] P_VALUES = {0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    private static final double[] BATCH_IMAGES = {1, 4, 8, 16, 32, 64, 128};

    private final Metrics metrics;
    private final Counter judged;
    private final Counter refused;
    private final Map<DeadLetterReason, Counter> byReason = new EnumMap<>(DeadLetterReason.class);
    private final Counter flagged;
    private final Sum expectedFlags;
    private final Sum expectedFlagsLow;
    private final Sum expectedFlagsHigh;
    private final Counter twinned;
    private final Counter twinFlips;
    private final Sum twinMean;
    private final Sum twinSum;
    private final Buckets pValues;
    private final Map<Stage, Buckets> seconds = new EnumMap<>(Stage.class);
    private final Buckets endToEnd;
    private final Buckets batchImages;
    private final Map<Agreement, Counter> shadowImages = new EnumMap<>(Agreement.class);
    private final Map<CommandResult, Counter> commands = new EnumMap<>(CommandResult.class);
    private String bundleId = "";
    private volatile double createdSeconds = Double.NaN;
    private volatile double fallenBack;

    InspectionMetrics(MetricGroup operator, double configuredTwinRate, Supplier<Double> twinRate) {
        this.metrics = new Metrics(operator, Metric.Owner.INSPECT);
        this.judged = metrics.counter(Metric.IMAGES, "judged");
        this.refused = metrics.counter(Metric.IMAGES, "dead_letter");
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            byReason.put(reason, metrics.counter(Metric.DEAD_LETTERS, label(reason)));
        }
        this.flagged = metrics.counter(Metric.FLAGGED_IMAGES);
        this.expectedFlags = metrics.sum(Metric.EXPECTED_FLAGS);
        this.expectedFlagsLow = metrics.sum(Metric.EXPECTED_FLAGS_LOW);
        this.expectedFlagsHigh = metrics.sum(Metric.EXPECTED_FLAGS_HIGH);
        this.twinned = metrics.counter(Metric.TWINNED_IMAGES);
        this.twinFlips = metrics.counter(Metric.TWIN_FLIPS);
        this.twinMean = metrics.sum(Metric.TWIN_MEAN_DISTORTION);
        this.twinSum = metrics.sum(Metric.TWIN_SUM_DISTORTION);
        this.pValues = metrics.buckets(Metric.P_VALUE, P_VALUES);
        for (Stage stage : Stage.values()) {
            seconds.put(stage, metrics.buckets(Metric.PROCESSING_SECONDS, SECONDS, label(stage)));
        }
        this.endToEnd = metrics.buckets(Metric.END_TO_END_SECONDS, END_TO_END_SECONDS);
        this.batchImages = metrics.buckets(Metric.BATCH_IMAGES, BATCH_IMAGES);
        metrics.gauge(Metric.TWIN_RATE, twinRate);
        metrics.gauge(Metric.CONFIGURED_TWIN_RATE, () -> configuredTwinRate);
        metrics.gauge(Metric.MODEL_CREATED_SECONDS, () -> createdSeconds);
        metrics.gauge(Metric.DEVICE_FALLBACK, () -> fallenBack);
        for (Agreement agreement : Agreement.values()) {
            shadowImages.put(agreement, metrics.counter(Metric.SHADOW_IMAGES, agreement.label()));
        }
        for (CommandResult result : CommandResult.values()) {
            commands.put(result, metrics.counter(Metric.MODEL_COMMANDS, result.label()));
        }
    }

    private enum Stage {
        QUEUE,
        DECODE,
        INFER,
        JUDGE,
        EMIT
    }

    /** This detector's bundle judges from now on. */
    void active(Detector detector) {
        createdSeconds =
                detector.created().map(time -> time.toEpochMilli() / 1e3).orElse(Double.NaN);
        String bundle = detector.bundleId();
        if (bundle.equals(bundleId)) {
            return;
        }
        if (!bundleId.isEmpty()) {
            metrics.remove(Metric.MODEL_INFO, bundleId);
        }
        bundleId = bundle;
        metrics.gauge(Metric.MODEL_INFO, () -> bundle.equals(bundleId) ? 1.0 : 0.0, bundle);
    }

    /** Whether a bundle at work, a shadow among them, was to be on a card and is not. */
    void fallenBack(boolean any) {
        fallenBack = any ? 1 : 0;
    }

    /** A command for a bundle has been handled. */
    void command(CommandResult result) {
        commands.get(result).inc();
    }

    /** A shadow judged an image, too. */
    void shadow(Agreement agreement) {
        shadowImages.get(agreement).inc();
    }

    void judged(Judgement judgement) {
        judged.inc();
        if (judgement.flagged()) {
            flagged.inc();
        }
        expectedFlags.add(judgement.expected().share());
        expectedFlagsLow.add(judgement.expected().low());
        expectedFlagsHigh.add(judgement.expected().high());
        pValues.add(judgement.pValue());
        judgement.twin().ifPresent(this::compared);
    }

    private void compared(TwinComparison twin) {
        twinned.inc();
        if (twin.flipped()) {
            twinFlips.inc();
        }
        twinMean.add(twin.mean());
        twinSum.add(twin.sum());
    }

    void refused(DeadLetterReason reason) {
        refused.inc();
        byReason.get(reason).inc();
    }

    /** An image leaves that came so long ago; where its record has no time, or one ahead of this machine's, it is not counted. */
    void left(long nowMillis, long recordMillis) {
        if (recordMillis >= 0 && recordMillis <= nowMillis) {
            endToEnd.add((nowMillis - recordMillis) / 1e3);
        }
    }

    /**
     * A batch has left.
     *
     * @param queueNanos wait of its first record
     * @param stages of its inspection
     * @param emitNanos time to write what was found, statistics aside
     */
    void batch(int records, long queueNanos, StageNanos stages, long emitNanos) {
        batchImages.add(records);
        add(Stage.QUEUE, queueNanos);
        add(Stage.DECODE, stages.decode());
        add(Stage.INFER, stages.infer());
        add(Stage.JUDGE, stages.judge());
        add(Stage.EMIT, emitNanos);
    }

    /** What statistics need has left, which took so long. */
    void emitted(long nanos) {
        add(Stage.EMIT, nanos);
    }

    private void add(Stage stage, long nanos) {
        seconds.get(stage).add(nanos / 1e9);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
