package io.latentwatch.evaluation.adaptive;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.judge.CalibrationTable;
import io.latentwatch.detector.judge.CalibrationTables;
import io.latentwatch.detector.judge.Standardisation;
import io.latentwatch.detector.judge.Suspicion;

/**
 * A bundle's detector with every image twinned, at one promised rate.
 *
 * <p>The limit of a score is its largest value with a survival of at least e^-L, where L is the suspicion at which flags begin. Where no score exceeds its limit,
 * no family does, and so neither does their mean: the image passes. The other way round need not hold.
 */
public final class DetectorGuard implements Guard {
    private final RawScores scores;
    private final Manifest.Scores names;
    private final Standardisation standardisation;
    private final CalibrationTables tables;
    private final ScoreLimits limits;

    /** @throws io.latentwatch.bundle.BundleException if the bundle has too few calibration images for the rate */
    public DetectorGuard(Bundle bundle, RawScores scores, double alpha) {
        this.scores = scores;
        this.names = bundle.manifest().scores();
        this.standardisation = Standardisation.read(bundle);
        this.tables = CalibrationTables.read(bundle, BundleFiles.TWIN_SUSPICION, alpha);
        double[][] largest = new double[scores.row().classes()][scores.count()];
        for (int k = 0; k < largest.length; k++) {
            CalibrationTable table = tables.of(k);
            for (int s = 0; s < largest[k].length; s++) {
                int predicted = k;
                int score = s;
                largest[k][s] = ScoreLimits.largest(
                        value -> standardisation.minusLogSurvival(predicted, score, (float) value) <= table.limit());
            }
        }
        this.limits = new ScoreLimits(scores, largest);
    }

    @Override
    public boolean flags(float[] row) {
        int predicted = scores.row().predicted(row);
        float[] all = scores.all(row, predicted);
        double suspicion = new Suspicion(standardisation, names).ofAll(predicted, all, 0, all, scores.plain());
        return tables.of(predicted).flags(suspicion);
    }

    @Override
    public double excess(float[] row, int predicted, double weight, float[] slope) {
        return limits.excess(row, predicted, weight, slope);
    }

    double limit(int predicted, int score) {
        return limits.limits()[predicted][score];
    }
}
