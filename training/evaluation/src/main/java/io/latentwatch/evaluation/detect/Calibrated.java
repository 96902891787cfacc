package io.latentwatch.evaluation.detect;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.detector.judge.CalibrationTable;
import io.latentwatch.detector.judge.CalibrationTables;
import io.latentwatch.detector.judge.Standardisation;
import io.latentwatch.detector.judge.Suspicion;
import io.latentwatch.schemas.ScoreSet;
import java.util.List;
import java.util.stream.IntStream;

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

    /** What is said of images, in their order. */
    @SuppressWarnings("ArrayRecordComponent") // shared, never compared
    record Said(boolean[] flags, double[] pValues, double[] suspicions) {
        private static final double DIGITS = 1e6;

        /** p-values of some images as a report keeps them, to six decimals. */
        List<Double> rounded(IntStream images) {
            return images.mapToObj(image -> Math.round(pValues[image] * DIGITS) / DIGITS)
                    .toList();
        }
    }

    /** What calibration ranks, of each image. */
    double[] suspicions(ScoredImages images) {
        return IntStream.range(0, images.count())
                .mapToDouble(i -> suspicion(images, i))
                .toArray();
    }

    Said judge(ScoredImages images) {
        Said said = new Said(new boolean[images.count()], new double[images.count()], suspicions(images));
        for (int i = 0; i < images.count(); i++) {
            said.flags()[i] = table(images, i).flags(said.suspicions()[i]);
            said.pValues()[i] = table(images, i).pValue(said.suspicions()[i]);
        }
        return said;
    }

    /** Share of flags on clean images in the mean over calibration draws, by the predicted classes of these. */
    double expectedShare(ScoredImages images) {
        double sum = 0;
        for (int i = 0; i < images.count(); i++) {
            sum += table(images, i).expected().share();
        }
        return sum / images.count();
    }

    CalibrationTable table(ScoredImages images, int image) {
        return tables.of(images.predicted()[image]);
    }

    String tableName(ScoredImages images, int image) {
        return tables.name(images.predicted()[image]);
    }

    private double suspicion(ScoredImages images, int image) {
        float[] scores = images.scores()[image];
        int predicted = images.predicted()[image];
        return scoreSet == ScoreSet.TWIN
                ? suspicion.ofAll(predicted, scores, 0, scores, plainScores)
                : suspicion.ofPlain(predicted, scores, 0);
    }
}
