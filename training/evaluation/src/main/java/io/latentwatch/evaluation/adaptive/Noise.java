package io.latentwatch.evaluation.adaptive;

import io.latentwatch.detector.infer.QuietPlaces;
import io.latentwatch.evaluation.images.ImageShape;

/**
 * {@link QuietPlaces} of the pixels of an {@link ObservedRow}, with its slope: which places are the quietest is taken for fixed.
 *
 * @param off each value less the mean of those around it
 * @param quietest places, the quietest part
 */
@SuppressWarnings("ArrayRecordComponent") // made and used at once, never compared
record Noise(ObservedRow row, double[] off, int[] quietest) {
    private static final int REACH = QuietPlaces.WINDOW / 2;
    private static final int AROUND = QuietPlaces.WINDOW * QuietPlaces.WINDOW;

    static Noise of(float[] observed, ObservedRow row) {
        ImageShape image = row.image();
        int[] rows = inside(image.height());
        int[] columns = inside(image.width());
        double[] off = new double[image.size()];
        int at = 0;
        for (int channel = 0; channel < image.channels(); channel++) {
            int from = row.pixels() + channel * image.height() * image.width();
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0; x < image.width(); x++) {
                    double sum = 0;
                    for (int j = 0; j < QuietPlaces.WINDOW; j++) {
                        int line = from + rows[y + j] * image.width();
                        for (int i = 0; i < QuietPlaces.WINDOW; i++) {
                            sum += observed[line + columns[x + i]];
                        }
                    }
                    off[at] = observed[row.pixels() + at] - sum / AROUND;
                    at++;
                }
            }
        }
        return new Noise(row, off, quietest(off));
    }

    /** For each place from {@link #REACH} before the first one to as many behind the last one the nearest that there is. */
    private static int[] inside(int size) {
        int[] inside = new int[size + 2 * REACH];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = Math.min(size - 1, Math.max(0, i - REACH));
        }
        return inside;
    }

    double level() {
        return Math.max(QuietPlaces.LEAST, mean());
    }

    /** Adds it, times a weight, to a slope of the whole row; nothing below the least level. */
    void addSlope(double weight, float[] slope) {
        if (mean() <= QuietPlaces.LEAST) {
            return;
        }
        for (int place : quietest) {
            slope[row.pixels() + place] += (float) share(weight, place);
        }
        aroundQuietest((place, around) -> slope[row.pixels() + around] -= (float) (share(weight, place) / AROUND));
    }

    private double share(double weight, int place) {
        return weight * Math.signum(off[place]) / quietest.length;
    }

    /** The values that the level is made of: the quietest places and those around them, {@code [C, H, W]}. */
    boolean[] seen() {
        boolean[] seen = new boolean[off.length];
        aroundQuietest((place, around) -> seen[around] = true);
        return seen;
    }

    private interface Around {
        void take(int place, int around);
    }

    /** Each of the quietest places with each place of its window, itself among them; at the edge some more than once. */
    private void aroundQuietest(Around each) {
        ImageShape image = row.image();
        int[] rows = inside(image.height());
        int[] columns = inside(image.width());
        int plane = image.height() * image.width();
        for (int place : quietest) {
            int from = place / plane * plane;
            int y = place % plane / image.width();
            int x = place % image.width();
            for (int j = 0; j < QuietPlaces.WINDOW; j++) {
                int line = from + rows[y + j] * image.width();
                for (int i = 0; i < QuietPlaces.WINDOW; i++) {
                    each.take(place, line + columns[x + i]);
                }
            }
        }
    }

    private double mean() {
        double sum = 0;
        for (int place : quietest) {
            sum += Math.abs(off[place]);
        }
        return sum / quietest.length;
    }

    /** Those below the largest of them, then of those that equal it the first ones. */
    private static int[] quietest(double[] off) {
        double[] apart = new double[off.length];
        for (int i = 0; i < apart.length; i++) {
            apart[i] = Math.abs(off[i]);
        }
        int count = QuietPlaces.count(off.length);
        double largest = Selection.smallest(apart.clone(), count);
        int[] quietest = new int[count];
        int found = 0;
        for (int i = 0; i < apart.length; i++) {
            if (apart[i] < largest) {
                quietest[found++] = i;
            }
        }
        for (int i = 0; found < count; i++) {
            if (apart[i] == largest) {
                quietest[found++] = i;
            }
        }
        return quietest;
    }
}
