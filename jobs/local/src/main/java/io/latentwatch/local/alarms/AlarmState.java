package io.latentwatch.local.alarms;

import static java.util.Objects.requireNonNull;

import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;

/**
 * An alarm as its events have left it.
 *
 * @param newest the newest event
 * @param raisedMillis event time of the image that raised it, milliseconds since 1970-01-01T00:00Z
 * @param raisedAs what it was called then
 * @param calledSoMillis event time since which it is called what it is called by now
 * @param open whether it was raised and not resolved; one of level {@code BUNDLE} tells of a command and never is
 * @param acknowledgedBy who acknowledged it since it was raised or last called something else; empty: nobody
 * @param silentUntilMillis end of the silence that somebody asked for with it; 0: nobody did
 */
public record AlarmState(
        Alarm newest,
        long raisedMillis,
        AlarmKind raisedAs,
        long calledSoMillis,
        boolean open,
        String acknowledgedBy,
        long silentUntilMillis) {
    public AlarmState {
        requireNonNull(newest, "newest is null");
        requireNonNull(raisedAs, "raisedAs is null");
        requireNonNull(acknowledgedBy, "acknowledgedBy is null");
    }

    /** By the oldest event that is known; the topic may have forgotten those before it. */
    static AlarmState of(Alarm oldest) {
        boolean open = oldest.getLevel() != AlarmLevel.BUNDLE;
        long millis = oldest.getEventTimeMillis();
        return new AlarmState(oldest, millis, oldest.getKind(), millis, open, "", 0).after(oldest);
    }

    /** The same after a further event. One that is raised again, since the job went back to before that, is as new. */
    AlarmState after(Alarm event) {
        boolean isRaised = event.getEvent() == AlarmEvent.RAISED;
        boolean isNamed = isRaised || event.getEvent() == AlarmEvent.RECLASSIFIED;
        return new AlarmState(
                event,
                isRaised ? event.getEventTimeMillis() : raisedMillis,
                isRaised ? event.getKind() : raisedAs,
                isNamed ? event.getEventTimeMillis() : calledSoMillis,
                event.getLevel() != AlarmLevel.BUNDLE && (isNamed || (open && event.getEvent() != AlarmEvent.RESOLVED)),
                switch (event.getEvent()) {
                    case RAISED, RECLASSIFIED -> "";
                    case ACKNOWLEDGED -> event.getIssuedBy();
                    default -> acknowledgedBy;
                },
                silentUntil(event));
    }

    /** A silence outlasts the alarm's end, unless somebody reset it. */
    private long silentUntil(Alarm event) {
        return switch (event.getEvent()) {
            case SILENCED -> event.getUntilMillis() == null ? silentUntilMillis : event.getUntilMillis();
            case RAISED -> 0;
            case RESOLVED -> event.getIssuedBy().isEmpty() ? silentUntilMillis : 0;
            default -> silentUntilMillis;
        };
    }
}
