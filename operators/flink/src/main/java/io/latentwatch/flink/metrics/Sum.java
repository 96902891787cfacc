package io.latentwatch.flink.metrics;

import org.apache.flink.metrics.Gauge;

/** A number that only grows and need not be whole. */
public final class Sum implements Gauge<Double> {
    private double value;

    Sum() {}

    /** Adds a number of at least 0. */
    public void add(double more) {
        value += more;
    }

    @Override
    public Double getValue() {
        return value;
    }
}
