package io.latentwatch.evaluation.adaptive;

/** Which of an image's values an attack changes. */
public enum Room {
    /** All, as far as the ball goes. */
    BALL {
        @Override
        boolean[] leaves(float[] clean, RawScores scores) {
            return new boolean[scores.row().image().size()];
        }
    },
    /** All but the clean image's quietest places and the windows around them: whatever else changes, the noise score does not rise. */
    BUT_QUIET_PLACES {
        @Override
        boolean[] leaves(float[] clean, RawScores scores) {
            return Noise.of(clean, scores.row()).seen();
        }
    };

    /**
     * What it leaves as it is.
     *
     * @param clean what is observed of the clean image
     * @return {@code [C, H, W]}
     */
    abstract boolean[] leaves(float[] clean, RawScores scores);
}
