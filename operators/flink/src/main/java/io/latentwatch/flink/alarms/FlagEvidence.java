package io.latentwatch.flink.alarms;

import io.latentwatch.detector.alarm.RecentEvidence;
import io.latentwatch.detector.alarm.Rediagnosis;
import io.latentwatch.schemas.Position;

/**
 * What {@link FlagAlarms} keeps for one bundle or one bucket of its sources, in Flink's state. A POJO with public fields, so that a later version may add some and
 * still read what an earlier one kept.
 */
public final class FlagEvidence {
    /** The promised flag rate that {@link #statistic} assumes; 0 before the first image. */
    public double alpha;

    /** The e-detector's values; null before the first image. */
    public double[] statistic;

    /** Images counted since the statistic started or restarted. */
    public long images;

    /** Flagged ones among them. */
    public long flagged;

    /** Images still to be let pass uncounted after the last alarm. */
    public long quietImages;

    /** Newest flagged images, a ring: the next one goes to {@link #flagged} modulo its length; null where none has been yet. */
    public Position[] newestFlagged;

    /** Their sources. */
    public String[] newestSources;

    /** The features that stand out most in them. */
    public String[] newestFeatures;

    /** Looks at the newest alarm again while it is open; null before the first one, and in savepoints from before there was this field. */
    public Rediagnosis again;

    /** What the newest images show; null before the first one. */
    public RecentEvidence recent;

    /** The newest alarm. */
    public AlarmCase alarm = new AlarmCase();
}
