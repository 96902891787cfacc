package io.latentwatch.detector.judge;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.NpyArray;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Puts scores of different kinds and classes on one scale: for each predicted class and score, how often clean images reach it. Fitted on split A,
 * which needs no validity: what it gets wrong costs power, never the promise. Classes with few images share the pooled survival functions.
 */
public final class Standardisation {
    /** Classes with fewer images use the pooled functions. */
    public static final int MINIMUM_PER_CLASS = 100;

    private final Survival[][] byClass; // [K + 1][S]; the last row is pooled; a row may be null

    private Standardisation(Survival[][] byClass) {
        this.byClass = byClass;
    }

    /**
     * Fits the survival functions.
     *
     * @param scores {@code [n][S]}, finite
     * @param predicted class of each image
     * @param classes K
     */
    public static Standardisation fit(float[][] scores, int[] predicted, int classes) {
        Survival[][] byClass = new Survival[classes + 1][];
        for (int k = 0; k < classes; k++) {
            int predictedClass = k;
            int[] members = IntStream.range(0, scores.length)
                    .filter(i -> predicted[i] == predictedClass)
                    .toArray();
            byClass[k] = members.length < MINIMUM_PER_CLASS ? null : fitRows(scores, members);
        }
        byClass[classes] = fitRows(scores, IntStream.range(0, scores.length).toArray());
        return new Standardisation(byClass);
    }

    private static Survival[] fitRows(float[][] scores, int[] members) {
        Survival[] fitted = new Survival[scores[members[0]].length];
        for (int s = 0; s < fitted.length; s++) {
            float[] column = new float[members.length];
            for (int i = 0; i < members.length; i++) {
                column[i] = ScoreGrid.round(scores[members[i]][s]);
            }
            fitted[s] = Survival.fit(column);
        }
        return fitted;
    }

    /**
     * Reads what {@link #files()} gave.
     *
     * @throws BundleException if the arrays are not of the manifest's shapes, or their values are not finite, ascending and with a tail among them
     */
    public static Standardisation read(Bundle bundle) {
        int classes = bundle.manifest().classes().size();
        int scores = bundle.manifest().scores().plain().size()
                + bundle.manifest().scores().twin().size();
        double[] tails =
                bundle.array(BundleFiles.TAILS).doubles(bundle.path(BundleFiles.TAILS), classes + 1, scores, 2);
        Survival[][] byClass = new Survival[classes + 1][];
        for (int k = 0; k <= classes; k++) {
            String name = k == classes ? BundleFiles.POOLED_SURVIVAL : BundleFiles.survival(k);
            if (k == classes || bundle.has(name)) {
                byClass[k] = readRows(
                        bundle, name, Arrays.copyOfRange(tails, k * scores * 2, (k + 1) * scores * 2), "row " + k);
            }
        }
        return new Standardisation(byClass);
    }

    /** @param tails {@code [S, 2]} of the class */
    private static Survival[] readRows(Bundle bundle, String name, double[] tails, String tailRow) {
        NpyArray array = bundle.array(name);
        int scores = tails.length / 2;
        int images = array.shape().size() == 2 ? array.shape().get(1) : 0;
        if (images < 1) {
            throw new BundleException(bundle.path(name) + " is " + array.type() + " " + array.shape()
                    + ", manifest.json says FLOAT32 [" + scores + ", n] with n at least 1; profile the model again");
        }
        float[] values = array.floats(bundle.path(name), scores, images);
        Survival[] rows = new Survival[scores];
        for (int s = 0; s < scores; s++) {
            float[] sorted = Arrays.copyOfRange(values, s * images, (s + 1) * images);
            CalibrationValues.requireAscending(sorted, bundle.path(name) + ", row " + s);
            String where = bundle.path(BundleFiles.TAILS) + ", " + tailRow + ", score " + s;
            requireTail(sorted, tails[2 * s], tails[2 * s + 1], where);
            rows[s] = new Survival(sorted, tails[2 * s], tails[2 * s + 1]);
        }
        return rows;
    }

    private static void requireTail(float[] sorted, double start, double mean, String where) {
        float smallest = sorted[0];
        float largest = sorted[sorted.length - 1];
        CalibrationValues.require(
                start >= smallest && start <= largest,
                "the tail begins at " + start + ", expected a place among the scores, " + smallest + " to " + largest,
                where);
        CalibrationValues.require(
                mean > 0 && Double.isFinite(mean),
                "the tail's mean excess is " + mean + ", expected a finite number above 0",
                where);
    }

    /** The files of a bundle that hold this, by name. */
    public Map<String, byte[]> files() {
        int classes = byClass.length - 1;
        int scores = byClass[classes].length;
        Map<String, byte[]> files = new TreeMap<>();
        double[] tails = new double[(classes + 1) * scores * 2];
        for (int k = 0; k <= classes; k++) {
            if (byClass[k] == null) {
                continue;
            }
            int images = byClass[k][0].sorted().length;
            float[] values = new float[scores * images];
            for (int s = 0; s < scores; s++) {
                System.arraycopy(byClass[k][s].sorted(), 0, values, s * images, images);
                tails[(k * scores + s) * 2] = byClass[k][s].tailStart();
                tails[(k * scores + s) * 2 + 1] = byClass[k][s].tailMean();
            }
            String name = k == classes ? BundleFiles.POOLED_SURVIVAL : BundleFiles.survival(k);
            files.put(name, NpyArray.of(values, scores, images).write());
        }
        files.put(BundleFiles.TAILS, NpyArray.of(tails, classes + 1, scores, 2).write());
        return files;
    }

    /**
     * Minus the natural logarithm of the share of clean images of the class that reach the score; at least 0.
     *
     * @param score position among all scores, plain ones first
     */
    public double minusLogSurvival(int predictedClass, int score, float value) {
        Survival[] row = byClass[predictedClass];
        return (row == null ? byClass[byClass.length - 1] : row)[score].minusLog(value);
    }
}
