package io.latentwatch.monitoring.configuration;

import java.util.Locale;

/** What the sinks guarantee, within Kafka's guarantees; checkpoints are exactly-once either way. */
public enum Delivery {
    /** A restart may repeat verdicts and dead letters, with the same keys. */
    AT_LEAST_ONCE,
    /** Verdicts, dead letters and distortion are written in transactions that commit with the checkpoint. */
    EXACTLY_ONCE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
