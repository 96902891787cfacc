package io.latentwatch.flink.inspect;

import org.apache.flink.runtime.metrics.groups.TaskIOMetricGroup;

/** How much of its time a task spends at work, by what Flink measures of it: neither idle, waiting for records, nor held up by what comes after it. */
final class BusyTime {
    private static final double NANOS_PER_MILLI = 1e6;

    private final TaskIOMetricGroup task;
    private long waitedMillis;

    BusyTime(TaskIOMetricGroup task) {
        this.task = task;
        this.waitedMillis = waited();
    }

    private long waited() {
        return task.getIdleTimeMsPerSecond().getAccumulatedCount() + task.getAccumulatedBackPressuredTimeMs();
    }

    /**
     * Share of the time since the last call that was spent at work, 0 to 1.
     *
     * @param nanos since then
     */
    double share(long nanos) {
        long before = waitedMillis;
        waitedMillis = waited();
        double waited = (waitedMillis - before) * NANOS_PER_MILLI / nanos;
        return Math.max(0, Math.min(1, 1 - waited));
    }
}
