package io.latentwatch.monitoring.topics;

import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DistortionWindow;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.Verdict;

/** The keys of what is written. They are made of where a record came from, so that writing it again gives the same key. */
public final class Identities {
    private Identities() {}

    /** {@code topic/partition/offset/role}. */
    public static String of(Verdict verdict) {
        return of(verdict.getPosition(), verdict.getRole());
    }

    /** {@code topic/partition/offset/role}: a dead letter stands for the verdict that the active bundle could not give. */
    public static String of(DeadLetter letter) {
        return of(letter.getPosition(), Role.ACTIVE);
    }

    /** {@code bundle/role/layer/start}. */
    public static String of(DistortionWindow window) {
        return window.getBundleId() + "/" + window.getRole() + "/" + window.getLayer() + "/"
                + window.getWindowStartMillis();
    }

    /** The alarm's id and event, and for {@code RECLASSIFIED}, which may come more than once, its kind. */
    public static String of(Alarm alarm) {
        String event = alarm.getId() + "/" + alarm.getEvent();
        return alarm.getEvent() == AlarmEvent.RECLASSIFIED ? event + "/" + alarm.getKind() : event;
    }

    private static String of(Position position, Role role) {
        return position.getTopic() + "/" + position.getPartition() + "/" + position.getOffset() + "/" + role;
    }
}
