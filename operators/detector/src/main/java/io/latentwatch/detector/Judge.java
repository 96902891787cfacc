package io.latentwatch.detector;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.infer.ArgMax;
import io.latentwatch.detector.infer.MonitorOutputs;
import io.latentwatch.detector.judge.CalibrationTable;
import io.latentwatch.detector.judge.CalibrationTables;
import io.latentwatch.detector.judge.Standardisation;
import io.latentwatch.detector.judge.Suspicion;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.ScoreSet;
import java.util.Arrays;
import java.util.Optional;

/** Turns one row of a run's outputs into a judgement, by a bundle's calibration. Not thread-safe. */
final class Judge {
    private final int classes;
    private final int taps;
    private final int[] features;
    private final int plainScores;
    private final int twinScores;
    private final int squeezers;
    private final int topFeatures;
    private final Suspicion suspicion;
    private final CalibrationTables plainTables;
    private final CalibrationTables twinTables;

    Judge(Bundle bundle, double alpha) {
        Manifest manifest = bundle.manifest();
        this.classes = manifest.classes().size();
        this.taps = manifest.taps().size();
        this.features =
                manifest.taps().stream().mapToInt(Manifest.Tap::features).toArray();
        this.plainScores = manifest.scores().plain().size();
        this.twinScores = manifest.scores().twin().size();
        this.squeezers = manifest.scores().squeezers().size();
        this.topFeatures = Math.min(manifest.scores().topFeatures(), manifest.features());
        this.suspicion = new Suspicion(Standardisation.read(bundle), manifest.scores());
        this.plainTables = CalibrationTables.read(bundle, BundleFiles.PLAIN_SUSPICION, alpha);
        this.twinTables = CalibrationTables.read(bundle, BundleFiles.TWIN_SUSPICION, alpha);
    }

    /**
     * Judges a row.
     *
     * @param twin the row's place among the twins, -1 for none
     * @param print of the row's image
     */
    Outcome judge(MonitorOutputs outputs, int row, int twin, byte[] print) {
        float[] distortion = Arrays.copyOfRange(outputs.scores(), row * plainScores, row * plainScores + taps);
        if (!finite(outputs, row, twin)) {
            return new Outcome.Refused(
                    DeadLetterReason.NON_FINITE_SCORE,
                    "the network gave NaN or an infinity; distortion by layer is " + Arrays.toString(distortion));
        }
        int predicted = ArgMax.of(outputs.probabilities(), row * classes, classes);
        boolean twinned = twin >= 0;
        CalibrationTables tables = twinned ? twinTables : plainTables;
        CalibrationTable table = tables.of(predicted);
        double suspected = suspicion(outputs, predicted, row, twin);
        return new Outcome.Judged(new Judgement(
                predicted,
                outputs.probabilities()[row * classes + predicted],
                table.pValue(suspected),
                table.flags(suspected),
                suspected,
                twinned ? ScoreSet.TWIN : ScoreSet.PLAIN,
                tables.name(predicted),
                table.expected(),
                suspicion.loudest(),
                distortion,
                topFeatures(outputs, row),
                Arrays.copyOfRange(outputs.topDeviations(), row * topFeatures, (row + 1) * topFeatures),
                twinned
                        ? Optional.of(TwinComparison.of(
                                flipped(outputs, predicted, twin),
                                outputs.twinScores(),
                                twin * twinScores,
                                squeezers,
                                features))
                        : Optional.empty(),
                suspicion.overconfident(),
                suspicion.foreign(),
                suspicion.quiet(),
                suspicion.noisy(),
                print));
    }

    /** Images that p-values are ranked among, over all tables. */
    int calibrationImages() {
        return plainTables.images();
    }

    private double suspicion(MonitorOutputs outputs, int predicted, int row, int twin) {
        int from = row * plainScores;
        return twin < 0
                ? suspicion.ofPlain(predicted, outputs.scores(), from)
                : suspicion.ofAll(predicted, outputs.scores(), from, outputs.twinScores(), twin * twinScores);
    }

    private boolean finite(MonitorOutputs outputs, int row, int twin) {
        return finite(outputs.probabilities(), row * classes, classes)
                && finite(outputs.scores(), row * plainScores, plainScores)
                && (twin < 0 || finite(outputs.twinScores(), twin * twinScores, twinScores));
    }

    private static boolean finite(float[] values, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (!Float.isFinite(values[i])) {
                return false;
            }
        }
        return true;
    }

    private int[] topFeatures(MonitorOutputs outputs, int row) {
        int[] features = new int[topFeatures];
        for (int i = 0; i < topFeatures; i++) {
            features[i] = (int) outputs.topFeatures()[row * topFeatures + i];
        }
        return features;
    }

    private boolean flipped(MonitorOutputs outputs, int predicted, int twin) {
        for (int q = 0; q < squeezers; q++) {
            if (outputs.twinClasses()[twin * squeezers + q] != predicted) {
                return true;
            }
        }
        return false;
    }
}
