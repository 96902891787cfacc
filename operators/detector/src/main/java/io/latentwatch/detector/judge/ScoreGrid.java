package io.latentwatch.detector.judge;

/**
 * Rounds scores to a relative grid before they are ranked, so that the last bits, which depend on what else is in a batch, do not change a rank.
 *
 * <p>Sixteen bits of the mantissa are kept: neighbours lie between 7.6e-6 and 1.5e-5 of the value apart.
 */
public final class ScoreGrid {
    private static final int DROPPED_BITS = 23 - 16;
    private static final int HALF = 1 << (DROPPED_BITS - 1);
    private static final int KEPT = -(1 << DROPPED_BITS);

    private ScoreGrid() {}

    /** The nearest value on the grid; the value must be finite. */
    public static float round(float value) {
        return Float.intBitsToFloat((Float.floatToRawIntBits(value) + HALF) & KEPT);
    }
}
