package io.latentwatch.flink.alarms;

import io.latentwatch.detector.alarm.PrintRing;

/** What {@link QueryAlarms} keeps for one bucket of sources, in Flink's state: a POJO with public fields, so that a later version may add some. */
public final class QueryState {
    /** The newest images' prints. */
    public PrintRing ring = new PrintRing();

    /** How many of them were near others. */
    public HitEvidence near = new HitEvidence();
}
