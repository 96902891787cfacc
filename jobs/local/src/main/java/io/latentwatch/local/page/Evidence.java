package io.latentwatch.local.page;

import java.io.IOException;
import java.util.List;

/**
 * How near a statistic of the job is to its alarm.
 *
 * @param statistic its level and name, such as {@code stream flags}
 * @param value at least 0
 * @param limit where it raises an alarm, above 0
 */
public record Evidence(String statistic, double value, double limit) {
    /** Where it is asked for: no topic carries it, the job's metrics do. */
    @FunctionalInterface
    public interface Source {
        /** That of now; empty where the job does not tell it. */
        List<Evidence> read() throws IOException, InterruptedException;
    }
}
