package io.latentwatch.evaluation.detect;

import io.latentwatch.evaluation.attack.AttackedImages;
import java.util.function.Supplier;

/** Where attacked images are kept while an evaluation is under way, so that one that was interrupted attacks them once. */
@FunctionalInterface
public interface AttackStore {
    /** Keeps nothing. */
    AttackStore NONE = (name, attack) -> attack.get();

    /**
     * What is kept under this name, or else what the attack now makes.
     *
     * @param name of the attack, one of its kind in an evaluation
     */
    AttackedImages get(String name, Supplier<AttackedImages> attack);
}
