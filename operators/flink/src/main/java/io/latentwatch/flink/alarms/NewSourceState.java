package io.latentwatch.flink.alarms;

import io.latentwatch.detector.alarm.SourceNovelty;

/** What {@link NewSourceAlarms} keeps for one bundle, in Flink's state: a POJO with public fields, so that a later version may add some. */
public final class NewSourceState {
    /** Which sources have been heard of. */
    public SourceNovelty novelty = new SourceNovelty();

    /** How many images came from new ones. */
    public HitEvidence fresh = new HitEvidence();
}
