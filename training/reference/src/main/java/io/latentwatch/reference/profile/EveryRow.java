package io.latentwatch.reference.profile;

import java.nio.LongBuffer;

/** The rows of a batch whose every image is twinned. */
public final class EveryRow {
    private EveryRow() {}

    /** Rows 0 to n - 1. */
    public static LongBuffer of(int n) {
        LongBuffer rows = LongBuffer.allocate(n);
        for (int i = 0; i < n; i++) {
            rows.put(i, i);
        }
        return rows;
    }
}
