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

    /** The oldest first. */
    public Quarantine[] quarantines = new Quarantine[0];
}
