package io.latentwatch.flink.inspect;

import java.time.Duration;

/**
 * How long a batch waits for more images: so many times as long as judging the last one took, and never longer than a limit. While there is time to spare, batches are small and
 * verdicts come soon; the more of it judging takes, the longer batches wait and the fuller they get, up to full ones that wait for nothing.
 *
 * <p>A task that waits {@code factor} times as long judges for at most 1 / (1 + factor) of its time as long as its batches are not full and the limit is not reached: 80 % for a
 * quarter, below the load at which {@link io.latentwatch.detector.TwinBudget} takes twins away. Where a batch costs much and its images little, it may be as much with few images, too, and twins that an overload took would never
 * come back; so while they are reduced, a batch waits at least {@value #WHILE_TWINS_ARE_REDUCED} times as long as the last one took, whatever the limit: half of the time is left then unless the images themselves take it.
 *
 * <p>Waits are whole milliseconds, rounded down; Flink's timers come up to two milliseconds later.
 */
final class BatchWait {
    private static final double WHILE_TWINS_ARE_REDUCED = 1;
    private static final double NANOS_PER_MILLI = 1e6;

    private final double factor;
    private final long mostMillis;
    private long millis;

    /**
     * Before the first batch is judged, the wait is the longest.
     *
     * @param factor of the time that judging the last batch took, at least 0
     * @param most the limit
     */
    BatchWait(double factor, Duration most) {
        this.factor = factor;
        this.mostMillis = most.toMillis();
        this.millis = mostMillis;
    }

    /**
     * A batch was judged.
     *
     * @param twinsReduced whether fewer images get a twin than would without load
     */
    void judged(long nanos, boolean twinsReduced) {
        double took = nanos / NANOS_PER_MILLI;
        double wait = Math.min((double) mostMillis, factor * took);
        millis = (long) (twinsReduced ? Math.max(wait, WHILE_TWINS_ARE_REDUCED * took) : wait);
    }

    /** For the next batch. */
    long millis() {
        return millis;
    }
}
