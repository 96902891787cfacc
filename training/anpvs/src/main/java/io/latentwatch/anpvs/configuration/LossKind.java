package io.latentwatch.anpvs.configuration;

/** Which loss is minimised. */
public enum LossKind {
    /** {@link io.latentwatch.anpvs.objective.JointObjective}. */
    JOINT,
    /** {@link io.latentwatch.anpvs.objective.ReleasedObjective}. */
    RELEASED,
    /** {@link io.latentwatch.anpvs.objective.TradesObjective}. */
    TRADES
}
