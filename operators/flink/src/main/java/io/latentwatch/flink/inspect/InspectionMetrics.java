package io.latentwatch.flink.inspect;

import io.latentwatch.schemas.DeadLetterReason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * The counters of one subtask's inspection, below the operator's group {@code latentwatch}:
 *
 * <ul>
 *   <li>{@code outcome=judged|dead_letter}: {@code images}
 *   <li>{@code reason=…}, a {@link DeadLetterReason} in lower case: {@code dead_letters}
 *   <li>{@code flagged_images}, {@code batches}
 *   <li>{@code le=…}: {@code batch_seconds_bucket}, the batches whose inference and judgement took at most so many seconds; with
 *       {@code batch_seconds_sum}. Cumulative, unlike Flink's own histograms, so that they add up over subtasks
 * </ul>
 */
final class InspectionMetrics {
    private static final double[] BATCH_SECONDS = {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2};

    private final Counter judged;
    private final Counter refused;
    private final Map<DeadLetterReason, Counter> byReason = new EnumMap<>(DeadLetterReason.class);
    private final Counter flagged;
    private final Counter batches;
    private final Counter[] buckets = new Counter[BATCH_SECONDS.length + 1];
    private double batchSeconds;

    InspectionMetrics(MetricGroup operator) {
        MetricGroup group = operator.addGroup("latentwatch");
        this.judged = group.addGroup("outcome", "judged").counter("images");
        this.refused = group.addGroup("outcome", "dead_letter").counter("images");
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            byReason.put(reason, group.addGroup("reason", label(reason)).counter("dead_letters"));
        }
        this.flagged = group.counter("flagged_images");
        this.batches = group.counter("batches");
        for (int i = 0; i < buckets.length; i++) {
            String limit = i < BATCH_SECONDS.length ? Double.toString(BATCH_SECONDS[i]) : "+Inf";
            buckets[i] = group.addGroup("le", limit).counter("batch_seconds_bucket");
        }
        group.gauge("batch_seconds_sum", (Gauge<Double>) () -> batchSeconds);
    }

    void judged(boolean flag) {
        judged.inc();
        if (flag) {
            flagged.inc();
        }
    }

    void refused(DeadLetterReason reason) {
        refused.inc();
        byReason.get(reason).inc();
    }

    void batch(long nanos) {
        batches.inc();
        double seconds = nanos / 1e9;
        batchSeconds += seconds;
        for (int i = 0; i < buckets.length; i++) {
            if (i == BATCH_SECONDS.length || seconds <= BATCH_SECONDS[i]) {
                buckets[i].inc();
            }
        }
    }

    private static String label(DeadLetterReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
