package io.latentwatch.flink.inspect;

import java.time.Duration;

/**
 * How long a batch waits for more images: so many times as long as judging the last one took, and never longer than a limit. While there is time to spare, batches are small and
 * verdicts come soon; the more of it judging takes, the longer batches wait and the fuller they get, up to full ones that wait for nothing. A task that waits
 * {@code share} times as long is at work for at most 1 / (1 + share) of its time until its batches are full: 80 % for a quarter, below the load at which {@link
 * io.latentwatch.detector.TwinBudget} takes twins away, and 60 % for two thirds, at which it gives them back.
 */
final class BatchWait {
    private static final double NANOS_PER_MILLI = 1e6;

    private final double share;
    private final long mostMillis;
    private long millis;

    /**
     * Before the first batch is judged, the wait is the longest.
     *
     * @param share of the time that judging the last batch took, at least 0
     * @param most the limit
     */
    BatchWait(double share, Duration most) {
        this.share = share;
        this.mostMillis = most.toMillis();
        this.millis = mostMillis;
    }

    /** A batch was judged. */
    void judged(long nanos) {
        millis = Math.min(mostMillis, (long) (share * nanos / NANOS_PER_MILLI));
    }

    /** For the next batch, in whole milliseconds. */
    long millis() {
        return millis;
    }
}
