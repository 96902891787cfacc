package io.latentwatch.flink.windows;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.window.WindowSums;

/**
 * The sums of a window that has closed.
 *
 * @param endMillis end of the window, exclusive, milliseconds since 1970-01-01T00:00Z
 */
public record ClosedWindow(long endMillis, WindowSums sums) {
    public ClosedWindow {
        requireNonNull(sums, "sums is null");
    }
}
