package io.latentwatch.anpvs.masked;

/** What the gates do in a phase of training. */
public enum GateMode {
    /** They let everything through and do not change. */
    OPEN,
    /** Training passes draw masks, attacks and test passes use their expected values, and the masks are trained. */
    TRAINED,
    /** Every pass uses the expected values, closed ones at zero; the masks do not change. */
    FROZEN,
    /**
     * What closed gates leave without effect is taken out when the phase begins, and the masks of the open ones go into the weights: the smaller network is trained on
     * without gates, at its own cost. For good: no gate can be opened again.
     */
    REMOVED
}
