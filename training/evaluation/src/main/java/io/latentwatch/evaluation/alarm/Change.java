package io.latentwatch.evaluation.alarm;

import io.latentwatch.schemas.AlarmKind;

/** What happens to a stream of clean images, and what an alarm should say of it. */
public enum Change {
    /** Nothing: all clean images once. */
    NOTHING(AlarmKind.UNCLASSIFIED),
    /** All images of one source are attacked. */
    ATTACK_FROM_ONE_SOURCE(AlarmKind.ATTACK_LIKE),
    /** A share of the images of every source is attacked. */
    ATTACK_FROM_ALL_SOURCES(AlarmKind.ATTACK_LIKE),
    /** All images are corrupted. */
    DRIFT_EVERYWHERE(AlarmKind.DRIFT_LIKE),
    /** All images of one source are corrupted. */
    DRIFT_OF_ONE_SOURCE(AlarmKind.FAULT_LIKE),
    /** One class comes oftener. */
    OTHER_CLASSES(AlarmKind.DRIFT_LIKE),
    /** A share of the images is attacked and all others are corrupted. */
    ATTACK_DURING_DRIFT(AlarmKind.ATTACK_LIKE);

    private final AlarmKind expected;

    Change(AlarmKind expected) {
        this.expected = expected;
    }

    /** What an alarm should call it. */
    public AlarmKind expected() {
        return expected;
    }

    /** Whether images are attacked. */
    boolean isAttack() {
        return expected == AlarmKind.ATTACK_LIKE;
    }
}
