package io.latentwatch.evaluation.page;

import java.awt.Color;
import java.util.List;

/** Colours of numbers in [0,1]: linear between a few of them. */
public enum ColourMap {
    /** Blue to red over grey, as in the blog's picture of distortions. */
    COOL_WARM(List.of(new Color(59, 76, 192), new Color(221, 221, 221), new Color(180, 4, 38))),
    /** White to dark blue; black stays free for what was removed. */
    WHITE_TO_BLUE(List.of(Color.WHITE, new Color(107, 174, 214), new Color(8, 48, 107))),
    /** Dark to bright in even steps, also for who confuses red and green (a few colours of viridis). */
    VIRIDIS(List.of(
            new Color(68, 1, 84),
            new Color(59, 82, 139),
            new Color(33, 145, 140),
            new Color(94, 201, 98),
            new Color(253, 231, 37)));

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Color> knots;

    ColourMap(List<Color> knots) {
        this.knots = knots;
    }

    /** The colour of a number; those outside [0,1] have the colour of the nearer end. */
    public Color at(double number) {
        double position = Math.max(0, Math.min(1, number)) * (knots.size() - 1);
        int knot = Math.min((int) position, knots.size() - 2);
        double part = position - knot;
        Color from = knots.get(knot);
        Color to = knots.get(knot + 1);
        return new Color(
                between(from.getRed(), to.getRed(), part),
                between(from.getGreen(), to.getGreen(), part),
                between(from.getBlue(), to.getBlue(), part));
    }

    private static int between(int from, int to, double part) {
        return (int) Math.round(from + part * (to - from));
    }
}
