package io.latentwatch.local.page;

import io.latentwatch.schemas.Alarm;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * How near a statistic of the job is to its alarm.
 *
 * @param statistic its level and name, such as {@code stream flags}
 * @param value at least 0
 * @param limit where it raises an alarm, above 0
 */
public record Evidence(String statistic, double value, double limit) {
    /** Where the alarm was raised. */
    static Evidence of(Alarm alarm) {
        return new Evidence(
                name(alarm.getLevel().name(), alarm.getStatistic().name()), alarm.getEvidence(), alarm.getThreshold());
    }

    /** The statistic's, by the names of its level and its own. */
    static String name(String level, String statistic) {
        return (level + " " + statistic).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Where it is asked for: no topic carries it, the job's metrics do. */
    @FunctionalInterface
    public interface Source {
        /** That of now; empty where the job does not tell it. */
        List<Evidence> read() throws IOException, InterruptedException;
    }
}
