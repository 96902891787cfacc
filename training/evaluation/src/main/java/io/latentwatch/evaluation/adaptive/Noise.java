package io.latentwatch.evaluation.adaptive;

import io.latentwatch.detector.infer.QuietPlaces;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.Arrays;
import java.util.stream.IntStream;

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
        int from = row.pixels();
        double[] off = new double[image.size()];
        for (int i = 0; i < off.length; i++) {
            double sum = 0;
            for (int place : around(i, image)) {
                sum += observed[from + place];
            }
            off[i] = observed[from + i] - sum / AROUND;
        }
        return new Noise(row, off, quietest(off));
    }

    double level() {
        return Math.max(QuietPlaces.LEAST, mean());
    }

    /** Adds it, times a weight, to a slope of the whole row; nothing below the least level. */
    void addSlope(double weight, float[] slope) {
        if (mean() <= QuietPlaces.LEAST) {
            return;
        }
        int from = row.pixels();
        for (int i : quietest) {
            double share = weight * Math.signum(off[i]) / quietest.length;
            slope[from + i] += (float) share;
            for (int place : around(i, row.image())) {
                slope[from + place] -= (float) (share / AROUND);
            }
        }
    }

    private double mean() {
        return Arrays.stream(quietest)
                .mapToDouble(i -> Math.abs(off[i]))
                .average()
                .orElseThrow();
    }

    private static int[] quietest(double[] off) {
        double[] sorted = Arrays.stream(off).map(Math::abs).sorted().toArray();
        int count = QuietPlaces.count(off.length);
        double limit = sorted[count - 1];
        int[] below = IntStream.range(0, off.length)
                .filter(i -> Math.abs(off[i]) < limit)
                .toArray();
        IntStream atLimit = IntStream.range(0, off.length)
                .filter(i -> Math.abs(off[i]) == limit)
                .limit((long) count - below.length);
        return IntStream.concat(Arrays.stream(below), atLimit).toArray();
    }

    private static int inside(int place, int size) {
        return Math.min(size - 1, Math.max(0, place));
    }

    /** The places of the window around one, in its channel; those beyond the edge are the edge's. */
    private static int[] around(int i, ImageShape image) {
        int plane = image.height() * image.width();
        int channel = i / plane * plane;
        int row = i % plane / image.width();
        int column = i % image.width();
        int[] places = new int[AROUND];
        int at = 0;
        for (int y = row - REACH; y <= row + REACH; y++) {
            for (int x = column - REACH; x <= column + REACH; x++) {
                places[at++] = channel + inside(y, image.height()) * image.width() + inside(x, image.width());
            }
        }
        return places;
    }
}
