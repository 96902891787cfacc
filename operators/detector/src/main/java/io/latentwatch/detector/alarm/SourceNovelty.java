package io.latentwatch.detector.alarm;

import java.util.Arrays;

/**
 * Tells which images come from sources that were not heard of before: whoever changes his name with every request is never found by counting within one source, but makes many
 * new ones. Names are kept as bits at the place of their hash, in two generations: the older one is forgotten when the newer one has lasted for a time, so a source
 * that was silent for twice that time counts as new again. Sources that meet at a place count as one. Flink keeps it as a POJO.
 */
public final class SourceNovelty {
    /** Places. */
    public static final int PLACES = 1 << 16;

    /** A bit for each place, of the sources heard of since {@link #sinceMillis}. */
    public long[] newer = new long[PLACES / Long.SIZE];

    /** The same of the time before. */
    public long[] older = new long[PLACES / Long.SIZE];

    /** When the newer generation began, milliseconds since 1970-01-01T00:00Z. */
    public long sinceMillis;

    /** Whether the source is new. From now on it is not. */
    public boolean isNew(String source) {
        int place = SourceHash.place(source, PLACES);
        long bit = 1L << (place % Long.SIZE);
        int word = place / Long.SIZE;
        boolean known = ((newer[word] | older[word]) & bit) != 0;
        newer[word] |= bit;
        return !known;
    }

    /**
     * Begins a new generation where the newer one has lasted long enough.
     *
     * @param lastingMillis how long one lasts
     */
    public void age(long nowMillis, long lastingMillis) {
        if (nowMillis - sinceMillis >= lastingMillis) {
            long[] forgotten = older;
            Arrays.fill(forgotten, 0);
            older = newer;
            newer = forgotten;
            sinceMillis = nowMillis;
        }
    }
}
