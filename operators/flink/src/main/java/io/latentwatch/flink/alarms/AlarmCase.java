package io.latentwatch.flink.alarms;

import io.latentwatch.detector.alarm.Diagnosis;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.AlarmEvent;
import java.util.HashMap;
import java.util.Optional;

/**
 * The newest alarm of one statistic, from raised to resolved, and what operators said of it. While it is open no second one is raised: one alarm for one change. Flink keeps it as a
 * POJO.
 */
public final class AlarmCase {
    /** The newest alarm, as it was raised or last called something else; null before the first one. */
    public Alarm newest;

    /** Whether it has been raised and not resolved. */
    public boolean open;

    /** Whether somebody has acknowledged it since it was raised. Savepoints from before there was this field say no. */
    public boolean acknowledged;

    /** End of a silence, milliseconds since 1970-01-01T00:00Z. */
    public long silentUntilMillis;

    /** The alarm, unless one is open already or an operator wants silence; a change that outlasts the silence is raised after it. */
    public Optional<Alarm> raise(Alarm alarm, long nowMillis) {
        if (open || nowMillis < silentUntilMillis) {
            return Optional.empty();
        }
        newest = alarm;
        open = true;
        acknowledged = false;
        return Optional.of(alarm);
    }

    /**
     * What the open alarm looks like by now; nothing where none is open. A silence and an acknowledgement were of what it was called before: it is told in spite of them, and whoever keeps the
     * quarantine has to hear of it.
     */
    public Optional<Alarm> reclassify(Diagnosis diagnosis, long eventTimeMillis) {
        if (!open) {
            return Optional.empty();
        }
        newest = Alarm.newBuilder(newest)
                .setKind(diagnosis.kind())
                .setFigures(new HashMap<>(diagnosis.figures()))
                .build();
        acknowledged = false;
        Alarm reclassified = event(AlarmEvent.RECLASSIFIED, "");
        reclassified.setEventTimeMillis(eventTimeMillis);
        return Optional.of(reclassified);
    }

    /** The end of the open alarm, if there is one; told in spite of a silence, since whoever keeps the quarantine ends it with the alarm. */
    public Optional<Alarm> resolve(long eventTimeMillis) {
        if (!open) {
            return Optional.empty();
        }
        open = false;
        Alarm resolved = event(AlarmEvent.RESOLVED, "");
        resolved.setEventTimeMillis(eventTimeMillis);
        return Optional.of(resolved);
    }

    /** Whether the command speaks of the newest alarm. */
    public boolean concerns(AlarmCommand command) {
        return newest != null && newest.getId().equals(command.getAlarmId());
    }

    /** What follows from a command that concerns it; releasing is for whoever keeps the quarantine. */
    public Optional<Alarm> obey(AlarmCommand command) {
        return switch (command.getAction()) {
            case ACKNOWLEDGE -> acknowledge(command.getIssuedBy());
            case SILENCE -> {
                silentUntilMillis = command.getUntilMillis() == null ? 0 : command.getUntilMillis();
                Alarm silenced = event(AlarmEvent.SILENCED, command.getIssuedBy());
                silenced.setUntilMillis(silentUntilMillis);
                yield Optional.of(silenced);
            }
            case RESET -> {
                boolean wasOpen = open;
                open = false;
                silentUntilMillis = 0;
                yield wasOpen ? Optional.of(event(AlarmEvent.RESOLVED, command.getIssuedBy())) : Optional.empty();
            }
            case RELEASE, UNKNOWN -> Optional.empty();
        };
    }

    /** An alarm is acknowledged once: who says so again, by a command that was sent twice or read twice, tells nobody anything. */
    private Optional<Alarm> acknowledge(String issuedBy) {
        if (!open || acknowledged) {
            return Optional.empty();
        }
        acknowledged = true;
        return Optional.of(event(AlarmEvent.ACKNOWLEDGED, issuedBy));
    }

    private Alarm event(AlarmEvent event, String issuedBy) {
        return Alarm.newBuilder(newest).setEvent(event).setIssuedBy(issuedBy).build();
    }
}
