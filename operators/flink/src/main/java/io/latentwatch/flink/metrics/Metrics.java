package io.latentwatch.flink.metrics;

import static java.util.Objects.requireNonNull;

import io.latentwatch.flink.metrics.Metric.Kind;
import io.latentwatch.flink.metrics.Metric.Owner;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;

/** Registers the metrics of one operator in one subtask, each as the catalogue has it. */
public final class Metrics {
    private final MetricGroup group;
    private final Owner owner;

    /**
     * For one operator.
     *
     * @param operator its own group
     */
    public Metrics(MetricGroup operator, Owner owner) {
        this.group = operator.addGroup(Metric.GROUP);
        this.owner = requireNonNull(owner, "owner is null");
    }

    /**
     * A metric that counts.
     *
     * @param labels values, in the order of {@link Metric#labels()}
     */
    public Counter counter(Metric metric, String... labels) {
        return group(metric, Kind.COUNTER, labels).counter(metric.id());
    }

    /**
     * A metric that adds up.
     *
     * @param labels values, in the order of {@link Metric#labels()}
     */
    public Sum sum(Metric metric, String... labels) {
        return group(metric, Kind.SUM, labels).gauge(metric.id(), new Sum());
    }

    /**
     * A metric of the distribution of values.
     *
     * @param limits upper ends of the buckets, ascending
     * @param labels values, in the order of {@link Metric#labels()}
     */
    public Buckets buckets(Metric metric, double[] limits, String... labels) {
        return new Buckets(group(metric, Kind.BUCKETS, labels), metric.id(), limits);
    }

    /**
     * A metric that is asked for its value.
     *
     * @param labels values, in the order of {@link Metric#labels()}
     */
    public void gauge(Metric metric, Supplier<Double> value, String... labels) {
        group(metric, Kind.GAUGE, labels).gauge(metric.id(), (Gauge<Double>) value::get);
    }

    /** Takes a metric's labels back, so that they are told no more. Groups other than Flink's own keep them. */
    public void remove(Metric metric, String... labels) {
        if (group(metric, metric.kind(), labels) instanceof AbstractMetricGroup<?> told) {
            told.close();
        }
    }

    private MetricGroup group(Metric metric, Kind kind, String... labels) {
        if (metric.kind() != kind || metric.owner() != owner || metric.labels().size() != labels.length) {
            throw new IllegalArgumentException(
                    "%s is a %s of %s with the labels %s, expected a %s of %s with %d; register it as the catalogue has it"
                            .formatted(
                                    metric.id(),
                                    metric.kind(),
                                    metric.owner(),
                                    metric.labels(),
                                    kind,
                                    owner,
                                    labels.length));
        }
        MetricGroup labelled = group;
        for (int i = 0; i < labels.length; i++) {
            labelled = labelled.addGroup(metric.labels().get(i), labels[i]);
        }
        return labelled;
    }
}
