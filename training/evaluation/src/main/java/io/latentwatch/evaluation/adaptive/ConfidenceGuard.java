package io.latentwatch.evaluation.adaptive;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import java.util.Arrays;

/**
 * The simplest detector there is: an image is flagged when the softmax is less sure of its class than it is of all but a given share of clean images (Hendrycks and
 * Gimpel, ICLR 2017). Its limit comes from the images of split A, of which a bundle keeps every score; those of split B are kept as suspicions alone.
 */
public final class ConfidenceGuard implements Guard {
    private final RawScores scores;
    private final int confidence;
    private final double limit;
    private final ScoreLimits limits;

    private ConfidenceGuard(RawScores scores, double limit) {
        this.scores = scores;
        this.confidence = scores.confidence();
        this.limit = limit;
        double[][] largest = new double[scores.row().classes()][scores.count()];
        for (double[] ofClass : largest) {
            Arrays.fill(ofClass, Double.POSITIVE_INFINITY);
            ofClass[confidence] = limit;
        }
        this.limits = new ScoreLimits(scores, largest);
    }

    /**
     * Reads its limit.
     *
     * @param share of clean images that is to be flagged in the mean over calibration draws
     */
    public static ConfidenceGuard of(Bundle bundle, RawScores scores, double share) {
        var pooled = bundle.array(BundleFiles.POOLED_SURVIVAL);
        int images = pooled.shape().get(1);
        float[] sorted = pooled.floats(bundle.path(BundleFiles.POOLED_SURVIVAL), scores.count(), images);
        int rank = Math.max(1, (int) Math.round(share * (images + 1)));
        return new ConfidenceGuard(scores, sorted[(scores.confidence() + 1) * images - rank]);
    }

    @Override
    public boolean flags(float[] row) {
        return scores.at(row, scores.row().predicted(row), confidence) > limit;
    }

    /** The largest doubt (probability of all other classes together) that passes. */
    public double limit() {
        return limit;
    }

    @Override
    public double excess(float[] row, int predicted, double weight, float[] slope) {
        return limits.excess(row, predicted, weight, slope);
    }
}
