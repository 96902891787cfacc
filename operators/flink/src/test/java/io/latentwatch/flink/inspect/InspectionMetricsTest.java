package io.latentwatch.flink.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.schemas.DeadLetterReason;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class InspectionMetricsTest {
    private final Map<String, Counter> counters = new TreeMap<>();
    private final Map<String, Gauge<?>> gauges = new TreeMap<>();
    private final InspectionMetrics metrics = new InspectionMetrics(new InMemoryGroup(""));

    @Test
    void countsImagesByOutcomeAndReason() {
        metrics.judged(false);
        metrics.judged(true);
        metrics.refused(DeadLetterReason.TOO_LARGE);

        assertThat(count("/latentwatch/outcome=judged/images")).isEqualTo(2);
        assertThat(count("/latentwatch/outcome=dead_letter/images")).isEqualTo(1);
        assertThat(count("/latentwatch/flagged_images")).isEqualTo(1);
        assertThat(count("/latentwatch/reason=too_large/dead_letters")).isEqualTo(1);
        assertThat(count("/latentwatch/reason=corrupt_image/dead_letters")).isZero();
    }

    @Test
    void countsABatchInEveryBucketAboveItsDuration() {
        metrics.batch(3_000_000); // 3 ms
        metrics.batch(5_000_000); // 5 ms: a limit is part of its bucket
        metrics.batch(5_000_000_000L);

        assertThat(bucket("0.002")).isZero();
        assertThat(bucket("0.005")).isEqualTo(2);
        assertThat(bucket("0.01")).isEqualTo(2);
        assertThat(bucket("2.0")).isEqualTo(2);
        assertThat(bucket("+Inf")).isEqualTo(3);
        assertThat(count("/latentwatch/batches")).isEqualTo(3);
        assertThat(gauges.get("/latentwatch/batch_seconds_sum").getValue()).isEqualTo(5.008);
    }

    @Test
    void keepsToAModestNumberOfSeries() {
        assertThat(counters.size() + gauges.size()).isLessThan(40);
    }

    private long bucket(String limit) {
        return count("/latentwatch/le=" + limit + "/batch_seconds_bucket");
    }

    private long count(String name) {
        return counters.get(name).getCount();
    }

    private final class InMemoryGroup extends UnregisteredMetricsGroup {
        private final String path;

        private InMemoryGroup(String path) {
            this.path = path;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return new InMemoryGroup(path + "/" + name);
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return addGroup(key + "=" + value);
        }

        @Override
        public Counter counter(String name) {
            return counters.computeIfAbsent(path + "/" + name, n -> new SimpleCounter());
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            gauges.put(path + "/" + name, gauge);
            return gauge;
        }
    }
}
