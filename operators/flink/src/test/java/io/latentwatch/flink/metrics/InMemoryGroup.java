package io.latentwatch.flink.metrics;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** Keeps what is registered by its path, such as {@code /latentwatch/outcome=judged/images}. */
public final class InMemoryGroup extends UnregisteredMetricsGroup {
    private final String path;
    private final Map<String, Counter> counters;
    private final Map<String, Gauge<?>> gauges;

    public InMemoryGroup() {
        this("", new TreeMap<>(), new TreeMap<>());
    }

    private InMemoryGroup(String path, Map<String, Counter> counters, Map<String, Gauge<?>> gauges) {
        this.path = path;
        this.counters = counters;
        this.gauges = gauges;
    }

    /** The value of a counter or a gauge. */
    public double value(String name) {
        return counters.containsKey(name)
                ? counters.get(name).getCount()
                : ((Number) gauges.get(name).getValue()).doubleValue();
    }

    public int series() {
        return counters.size() + gauges.size();
    }

    @Override
    public MetricGroup addGroup(String name) {
        return new InMemoryGroup(path + "/" + name, counters, gauges);
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
