package io.latentwatch.flink.retraining;

import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.OffsetRange;

/** The images of an attack-like alarm, from the oldest that it names until it is resolved: nothing is learnt from them until somebody releases them. Flink keeps it as a POJO. */
public final class Quarantine {
    /** The alarm; empty where several were joined, which nobody can release. */
    public String alarmId = "";

    /** Whose images; empty for those of all sources. */
    public String source = "";

    /** Where they stand. */
    public OffsetRange[] ranges = new OffsetRange[0];

    /** Whether the alarm has not been resolved yet, so that it grows. */
    public boolean open;

    /** When it was resolved, by the clock, milliseconds since 1970-01-01T00:00Z. */
    public long closedAtMillis;

    static Quarantine of(Alarm alarm) {
        Quarantine quarantine = new Quarantine();
        quarantine.alarmId = alarm.getId();
        quarantine.source = alarm.getLevel() == AlarmLevel.SOURCE ? alarm.getSource() : "";
        quarantine.ranges = Ranges.of(alarm);
        quarantine.open = true;
        return quarantine;
    }

    /** Both in one, of all sources. */
    static Quarantine joined(Quarantine one, Quarantine other) {
        Quarantine joined = new Quarantine();
        joined.ranges = Ranges.with(one.ranges, other.ranges);
        joined.closedAtMillis = Math.max(one.closedAtMillis, other.closedAtMillis);
        return joined;
    }
}
