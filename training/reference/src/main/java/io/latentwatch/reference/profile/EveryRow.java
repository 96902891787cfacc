package io.latentwatch.reference.profile;

import java.nio.LongBuffer;

/** The rows of a batch whose every image is twinned. */
final class EveryRow {
    private EveryRow() {}

    static LongBuffer of(int n) {
        LongBuffer rows = LongBuffer.allocate(n);
        for (int i = 0; i < n; i++) {
            rows.put(i, i);
        }
        return rows;
    }
}
