package io.latentwatch.monitoring.configuration;

import java.util.Locale;

/** Where reading starts when there is no checkpoint to go on from. */
public enum StartOffsets {
    /** The oldest record that is still there. */
    EARLIEST,
    /** The first record that comes after the start. */
    LATEST,
    /** Where the consumer group stopped; the oldest record where it has never read. */
    COMMITTED,
    /** At the first record that is not older than a time. */
    TIMESTAMP;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
