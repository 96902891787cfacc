package io.latentwatch.evaluation.detect;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.detector.judge.CalibrationTable;
import io.latentwatch.detector.judge.CalibrationTables;
import io.latentwatch.detector.judge.Standardisation;
import io.latentwatch.detector.judge.Suspicion;
import io.latentwatch.schemas.ScoreSet;

/** A bundle's calibration for one score set and one promised rate: which images are flagged. Not thread-safe. */
final class Calibrated {
    private final Suspicion suspicion;
    private final CalibrationTables tables;
    private final ScoreSet scoreSet;
    private final int plainScores;

    /** @throws io.latentwatch.bundle.BundleException if the bundle has too few calibration images for the rate */
    Calibrated(Bundle bundle, ScoreSet scoreSet, double alpha) {
        this.scoreSet = scoreSet;
        this.plainScores = bundle.manifest().scores().plain().size();
        this.suspicion =
                new Suspicion(Standardisation.read(bundle), bundle.manifest().scores());
        this.tables = CalibrationTables.read(
                bundle, scoreSet == ScoreSet.TWIN ? BundleFiles.TWIN_SUSPICION : BundleFiles.PLAIN_SUSPICION, alpha);
    }

    boolean[] flags(ScoredImages images) {
        boolean[] flags = new boolean[images.count()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = table(images, i).flags(suspicion(images, i));
        }
        return flags;
    }

    double[] pValues(ScoredImages images) {
        double[] pValues = new double[images.count()];
        for (int i = 0; i < pValues.length; i++) {
            pValues[i] = table(images, i).pValue(suspicion(images, i));
        }
        return pValues;
    }

    /** Share of flags on clean images in the mean over calibration draws, by the predicted classes of these. */
    double expectedShare(ScoredImages images) {
        double sum = 0;
        for (int i = 0; i < images.count(); i++) {
            sum += table(images, i).expectedShare();
        }
        return sum / images.count();
    }

    private CalibrationTable table(ScoredImages images, int image) {
        return tables.of(images.predicted()[image]);
    }

    private double suspicion(ScoredImages images, int image) {
        float[] scores = images.scores()[image];
        int predicted = images.predicted()[image];
        return scoreSet == ScoreSet.TWIN
                ? suspicion.ofAll(predicted, scores, 0, scores, plainScores)
                : suspicion.ofPlain(predicted, scores, 0);
    }
}
