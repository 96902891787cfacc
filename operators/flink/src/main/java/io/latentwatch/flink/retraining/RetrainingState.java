package io.latentwatch.flink.retraining;

import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.OffsetRange;

/** What {@link RetrainingTriggers} keeps for one bundle, in Flink's state: a POJO with public fields, so that a later version may add some. */
public final class RetrainingState {
    /** The alarm that asks, while its images are collected; null where there is none. */
    public Alarm asking;

    /** Its images so far. */
    public OffsetRange[] collected = new OffsetRange[0];

    /** Images judged since. */
    public long images;

    /** When the trigger is written even with too few, by the clock, milliseconds since 1970-01-01T00:00Z. */
    public long deadlineMillis;

    /** An open alarm that came before the bundle might ask again; null where there is none. */
    public Alarm early;

    /** When the bundle may ask again, by the clock, milliseconds since 1970-01-01T00:00Z. */
    public long notBeforeMillis;

    /** The newest alarm that has asked; null before the first. */
    public String askedBy;

    /** The newest open alarm that came while another one asked; null where there is none. */
    public Alarm joined;

    /** An open alarm that asked until it was called an attack's, as it asked; null where there is none. */
    public Alarm withdrawn;

    /** The id of the newest open alarm of the stream's flags, which is not called an attack's so far; null where there is none. */
    public String watched;

    /** The images from the oldest that it names on. */
    public OffsetRange[] sinceWatched = new OffsetRange[0];

    /** Where the images of the newest run stand; empty before the first one, and null in savepoints from before there was this field. */
    public OffsetRange[] newest = new OffsetRange[0];

    /** The oldest first. */
    public Quarantine[] quarantines = new Quarantine[0];
}
