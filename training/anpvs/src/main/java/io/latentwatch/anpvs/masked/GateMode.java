package io.latentwatch.anpvs.masked;

/** What the gates do in a phase of training. */
public enum GateMode {
    /** They let everything through and do not change. */
    OPEN,
    /** Training passes draw masks, attacks and test passes use their expected values, and the masks are trained. */
    TRAINED,
    /** Every pass uses the expected values, closed ones at zero; the masks do not change. */
    FROZEN
}
