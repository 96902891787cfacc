package io.latentwatch.flink.alarms;

import io.latentwatch.schemas.Position;

/** What {@link HitAlarm} keeps for one key, in Flink's state: a POJO with public fields, so that a later version may add some. */
public final class HitEvidence {
    /** The e-detector's values; null before the first image and after a reset. */
    public double[] statistic;

    /** Images counted since the statistic started or restarted. */
    public long images;

    /** Hits among them. */
    public long hits;

    /** Images still to be let pass uncounted. */
    public long quietImages;

    /** Newest hits, a ring: the next one goes to {@link #hits} modulo its length; null where none has been yet. */
    public Position[] newestHits = new Position[HitAlarm.EXAMPLES];

    /** Their sources. */
    public String[] newestSources = new String[HitAlarm.EXAMPLES];

    /** The newest alarm. */
    public AlarmCase alarm = new AlarmCase();
}
