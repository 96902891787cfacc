package io.latentwatch.evaluation.attack;

/** How the size of a perturbation is measured. */
public enum Norm {
    /** The largest absolute change of a value. */
    LINF,
    /** The root of the sum of the squared changes. */
    L2
}
