package io.latentwatch.detector;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;
import io.latentwatch.detector.alarm.ImageEvidence;
import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.detector.judge.ExpectedFlags;
import io.latentwatch.schemas.ScoreSet;
import java.util.Optional;

/**
 * What the detector says of one image.
 *
 * @param predictedClass index of the largest probability, from 0
 * @param confidence that probability, 0 to 1
 * @param pValue conformal p-value, above 0, at most 1; small is suspicious
 * @param flagged whether {@code pValue} is at or below the limit that keeps the promised false-alarm rate
 * @param suspicion minus the logarithm of the harmonic mean of the families' survival values; what {@code pValue} ranks
 * @param scoreSet which scores entered
 * @param table the calibration table that {@code pValue} was looked up in
 * @param expected share of clean images that this table flags
 * @param loudest the score with the smallest survival value, as {@code family/member}
 * @param distortion one value per tap, in the order of {@link Detector#taps()}, at least 0, about 1 on clean images
 * @param topFeatures positions of the features that stand out most in the row of all features, see
 *     {@link Detector#feature(int)}; largest deviation first
 * @param topDeviations their signed deviations, in units of the clean mean absolute deviation
 * @param twin the image beside its squeezed copies; empty when no twin was run
 * @param overconfident whether the last layer strays from the predicted class far more than the confidence in it does, see
 *     {@link io.latentwatch.detector.judge.Suspicion#overconfident}
 * @param foreign whether already the first layer's activations are unlike those of the predicted class, see
 *     {@link io.latentwatch.detector.judge.Suspicion#foreign}
 * @param quiet whether its quietest places are as quiet as a clean image's, see {@link io.latentwatch.detector.judge.Suspicion#quiet}
 * @param noisy whether even its quietest places are noisy, see {@link io.latentwatch.detector.judge.Suspicion#noisy}
 * @param print what the image looks like, see {@link ImagePrint}
 */
public record Judgement(
        int predictedClass,
        float confidence,
        double pValue,
        boolean flagged,
        double suspicion,
        ScoreSet scoreSet,
        String table,
        ExpectedFlags expected,
        String loudest,
        float[] distortion,
        int[] topFeatures,
        float[] topDeviations,
        Optional<TwinComparison> twin,
        boolean overconfident,
        boolean foreign,
        boolean quiet,
        boolean noisy,
        byte[] print) {
    /** What it says of a change. That a copy is given another class says nothing of an attack where the first layer finds the image foreign, and less where it is quiet. */
    public ImageEvidence evidence() {
        Twin seen = twin.map(this::seen).orElse(Twin.NONE);
        return new ImageEvidence(pValue, flagged, seen, overconfident, noisy);
    }

    private Twin seen(TwinComparison comparison) {
        if (!comparison.flipped() || foreign) {
            return Twin.STABLE;
        }
        return quiet ? Twin.FLIPPED_QUIETLY : Twin.FLIPPED;
    }
}
