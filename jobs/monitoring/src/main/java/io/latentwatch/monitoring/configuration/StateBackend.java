package io.latentwatch.monitoring.configuration;

import java.util.Locale;

/** Where Flink keeps state while the job runs. */
public enum StateBackend {
    /** Objects in the heap: all that the job needs where sources are counted in ten thousands. */
    HASHMAP,
    /** On the task managers' disks; a jar of Flink's that the job's does not hold. */
    ROCKSDB;

    /** As Flink's configuration and this job's name it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
