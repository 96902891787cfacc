package io.latentwatch.local.replay;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Holds back so that no more than so many images a second go out, evenly spaced. Time that was lost is made up for, so that the mean
 * rate holds. Not thread-safe.
 */
public final class Pace {
    private final double perSecond;
    private final LongSupplier nanoTime;
    private long start;
    private long taken;

    private Pace(double perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
    }

    /** As fast as it goes. */
    public static Pace unlimited() {
        return perSecond(Double.POSITIVE_INFINITY);
    }

    /** At most so many a second, above 0. */
    public static Pace perSecond(double perSecond) {
        return perSecond(perSecond, System::nanoTime);
    }

    static Pace perSecond(double perSecond, LongSupplier nanoTime) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("rate is " + perSecond + " images a second, expected more than 0");
        }
        return new Pace(perSecond, nanoTime);
    }

    /** Waits until the next image may go. */
    public void await() {
        long due = nextDue();
        for (long left = due - nanoTime.getAsLong(); left > 0; left = due - nanoTime.getAsLong()) {
            LockSupport.parkNanos(left);
        }
    }

    /** When the next image is due, on the clock of {@code nanoTime}; counts it as gone. */
    long nextDue() {
        if (taken == 0) {
            start = nanoTime.getAsLong();
        }
        return start + (long) (taken++ / perSecond * TimeUnit.SECONDS.toNanos(1));
    }
}
