package io.latentwatch.monitoring.start;

import io.latentwatch.monitoring.configuration.StateBackend;

/** The state backend that is not part of Flink's core stands in Flink's lib folder, or nowhere. */
public final class StateBackendOnClassPath {
    private static final String ROCKSDB = "org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend";

    private StateBackendOnClassPath() {}

    /**
     * Looks for the backend's class, without initialising it.
     *
     * @throws StartRefusedException if it cannot be found
     */
    public static void check(StateBackend backend, ClassLoader classLoader) {
        if (backend == StateBackend.HASHMAP) {
            return;
        }
        try {
            Class.forName(ROCKSDB, false, classLoader);
        } catch (ClassNotFoundException e) {
            throw new StartRefusedException(
                    "state.backend is rocksdb: expected the class " + ROCKSDB
                            + ", found none. Put the jars of org.apache.flink:flink-statebackend-rocksdb into Flink's lib folder on "
                            + "every machine, or set state.backend: hashmap",
                    e);
        }
    }
}
