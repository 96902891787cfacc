package io.latentwatch.flink.metrics;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * A histogram as Prometheus has it: a counter for each upper limit, cumulative, and the sum of all values. Flink's own histograms are
 * summaries by quantile, which do not add up over subtasks.
 */
public final class Buckets {
    private final double[] limits;
    private final Counter[] counters;
    private double sum;

    /**
     * Registers the counters and the sum.
     *
     * @param limits upper ends, ascending, each part of its bucket; an infinite one is added
     */
    Buckets(MetricGroup group, String name, double... limits) {
        this.limits = limits.clone();
        this.counters = new Counter[limits.length + 1];
        for (int i = 0; i < counters.length; i++) {
            String limit = i < limits.length ? Double.toString(limits[i]) : "+Inf";
            counters[i] = group.addGroup("le", limit).counter(name + "_bucket");
        }
        group.gauge(name + "_sum", (Gauge<Double>) () -> sum);
    }

    /** Takes a value in. */
    public void add(double value) {
        sum += value;
        for (int i = counters.length - 1; i >= 0 && (i == limits.length || value <= limits[i]); i--) {
            counters[i].inc();
        }
    }
}
