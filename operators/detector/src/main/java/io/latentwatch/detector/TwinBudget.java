package io.latentwatch.detector;

import io.latentwatch.detector.alarm.SourceHash;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How often images get a twin, which costs more than judging without one. While the machine keeps up, every image has the configured rate. While it does not, the share of
 * all images that are twinned is halved step by step down to a floor; what is left is dealt out over the sources so that those with few images
 * keep theirs, and one that floods the stream pays for it (max-min fairness).
 *
 * <p>Sources are counted in {@value #PLACES} places that change with every budget, so that a producer cannot choose whom it shares a place with. Not thread-safe.
 */
public final class TwinBudget {
    /** A step down is taken after that long at or above {@link #OVERLOADED}. */
    static final double SECONDS_DOWN = 2;

    /** A step up is taken after that long at or below {@link #CALM}. */
    static final double SECONDS_UP = 5;

    /** Share of the time at work from which the machine is taken not to keep up. */
    static final double OVERLOADED = 0.95;

    /** Share of the time at work up to which the rate may double: at most twice the work, since an image without a twin costs something, too. */
    static final double CALM = 0.6;

    private static final int PLACES = 4096;

    private final double rate;
    private final double floor;
    private final int salt;
    private int[] before = new int[PLACES];
    private int[] now = new int[PLACES];
    private int level;
    private double overloadedSeconds;
    private double calmSeconds;
    private double quota = Double.POSITIVE_INFINITY;

    /**
     * @param rate share of the images that get a twin while the machine keeps up, 0 to 1
     * @param floor share that an image's chance never falls below, 0 to 1; at or above {@code rate} the rate never changes
     */
    public TwinBudget(double rate, double floor) {
        requireShare("twin rate", rate);
        requireShare("twin floor", floor);
        this.rate = rate;
        this.floor = Math.min(floor, rate);
        this.salt = new SplittableRandom().nextInt();
    }

    private static void requireShare(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " is " + share + ", expected a share from 0 to 1");
        }
    }

    /** Whether the rate can change at all. */
    public boolean changes() {
        return floor < rate;
    }

    /** Share of all images that are to be twinned now, 0 to 1. */
    public double rate() {
        return Math.max(floor, Math.scalb(rate, -level));
    }

    /** Counts an image of the source and says with which chance it gets a twin, 0 to 1. */
    public double rateOf(String source) {
        if (!changes()) {
            return rate;
        }
        int place = SourceHash.place(source, PLACES, salt);
        now[place]++;
        return Math.max(floor, Math.min(rate, quota / Math.max(now[place], before[place])));
    }

    /**
     * A period has passed: takes a step where it is time for one, and deals out what the next period of that length may have.
     *
     * @param seconds its length
     * @param busy share of it that was spent at work, neither waiting for images nor for room to write to, 0 to 1
     */
    public void period(double seconds, double busy) {
        overloadedSeconds = busy >= OVERLOADED ? overloadedSeconds + seconds : 0;
        calmSeconds = busy <= CALM ? calmSeconds + seconds : 0;
        if (overloadedSeconds >= SECONDS_DOWN && rate() > floor) {
            level++;
            overloadedSeconds = 0;
        } else if (calmSeconds >= SECONDS_UP && level > 0) {
            level--;
            calmSeconds = 0;
        }
        int[] counted = now;
        now = before;
        before = counted;
        Arrays.fill(now, 0);
        quota = level == 0 ? Double.POSITIVE_INFINITY : quota(counted, rate, rate());
    }

    /** Twins that each source may have at most, so that {@code share} of all images are twinned if none has more than {@code rate} of its own. */
    private static double quota(int[] images, double rate, double share) {
        int[] ascending =
                Arrays.stream(images).filter(count -> count > 0).sorted().toArray();
        double left = share * Arrays.stream(ascending).asLongStream().sum();
        for (int i = 0; i < ascending.length; i++) {
            double equal = left / (ascending.length - i);
            if (rate * ascending[i] >= equal) {
                return equal;
            }
            left -= rate * ascending[i];
        }
        return Double.POSITIVE_INFINITY; // no images to go by
    }
}
