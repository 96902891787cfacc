package io.latentwatch.evaluation.adaptive;

import io.latentwatch.detector.infer.Squeeze;
import java.util.List;

/**
 * A detector's scores as functions of an {@link ObservedRow}, for any class as the predicted one, with their slopes: the formulas of operators/DETECTION.md.
 * Scores are numbered as the manifest lists them: activation of each tap, confidence, noise; then for each squeezer the latent twin of each tap and the softmax
 * twin; then for each squeezer the pixels' distance. Where an absolute value bends its slope is 0. A squeezed image is taken for one that stands still: that is its
 * slope almost everywhere.
 */
public final class RawScores {
    private final ObservedRow row;
    private final WatchedReferences references;
    private final List<Squeeze> squeezers;
    private final int taps;
    private final int[] start;

    /** @param squeezers as many as the row has */
    RawScores(ObservedRow row, WatchedReferences references, List<Squeeze> squeezers) {
        this.row = row;
        this.references = references;
        this.squeezers = List.copyOf(squeezers);
        this.taps = row.tapFeatures().size();
        this.start = new int[taps + 1];
        for (int l = 0; l < taps; l++) {
            start[l + 1] = start[l] + row.tapFeatures().get(l);
        }
    }

    public ObservedRow row() {
        return row;
    }

    /** Which score is the confidence. */
    public int confidence() {
        return taps;
    }

    /** How many scores there are without a twin. */
    public int plain() {
        return taps + 2;
    }

    /** How many there are in all. */
    public int count() {
        return pixels(row.squeezers());
    }

    private int noise() {
        return taps + 1;
    }

    /** Which score is the first of a squeezer's that the network gives. */
    private int twin(int squeezer) {
        return plain() + squeezer * (taps + 1);
    }

    /** Which score is the distance of a squeezer's pixels. */
    private int pixels(int squeezer) {
        return twin(row.squeezers()) + squeezer;
    }

    /** All scores of an image that is taken for this class. */
    public float[] all(float[] observed, int predicted) {
        float[] scores = new float[count()];
        for (int score = 0; score < scores.length; score++) {
            scores[score] = (float) at(observed, predicted, score);
        }
        return scores;
    }

    /** One score. */
    double at(float[] observed, int predicted, int score) {
        if (score < taps) {
            return activation(observed, predicted, score);
        }
        if (score == confidence()) {
            return others(softmax(observed, 0), predicted);
        }
        if (score == noise()) {
            return Noise.of(observed, row).level();
        }
        if (score >= pixels(0)) {
            return pixelDistance(observed, score - pixels(0));
        }
        int squeezer = (score - plain()) / (taps + 1);
        int tap = score - twin(squeezer);
        return tap < taps ? latentTwin(observed, squeezer, tap) : softmaxTwin(observed, squeezer);
    }

    /** One score; where it exceeds a limit, the slope of its logarithm, times a weight, is added to one of the whole row. */
    double atAndAbove(float[] observed, int predicted, int score, double limit, double weight, float[] slope) {
        if (score == noise()) {
            Noise noise = Noise.of(observed, row); // most of what an attack computes beside the network: once for both
            double level = noise.level();
            if (level > limit) {
                noise.addSlope(weight / level, slope);
            }
            return level;
        }
        double value = at(observed, predicted, score);
        if (value > limit) {
            addSlope(observed, predicted, score, weight / value, slope);
        }
        return value;
    }

    /** Adds the score's slope, times a weight, to one of the whole row. */
    void addSlope(float[] observed, int predicted, int score, double weight, float[] slope) {
        if (score < taps) {
            addActivationSlope(observed, predicted, score, weight, slope);
        } else if (score == confidence()) {
            addConfidenceSlope(observed, predicted, weight, slope);
        } else if (score == noise()) {
            Noise.of(observed, row).addSlope(weight, slope);
        } else if (score >= pixels(0)) {
            addPixelSlope(observed, score - pixels(0), weight, slope);
        } else {
            int squeezer = (score - plain()) / (taps + 1);
            int tap = score - twin(squeezer);
            if (tap < taps) {
                addLatentTwinSlope(squeezer, tap, weight, slope);
            } else {
                addSoftmaxTwinSlope(observed, squeezer, weight, slope);
            }
        }
    }

    private void addActivationSlope(float[] observed, int predicted, int tap, double weight, float[] slope) {
        for (int k = start[tap]; k < start[tap + 1]; k++) {
            double off = observed[row.activation(k)] - mean(predicted, k);
            slope[row.activation(k)] += (float) (weight * Math.signum(off) * scale(predicted, k) / width(tap));
        }
    }

    private void addConfidenceSlope(float[] observed, int predicted, double weight, float[] slope) {
        double[] p = softmax(observed, 0);
        for (int k = 0; k < row.classes(); k++) {
            double risen = k == predicted ? -others(p, predicted) : p[k];
            slope[k] += (float) (weight * p[predicted] * risen);
        }
    }

    private void addLatentTwinSlope(int squeezer, int tap, double weight, float[] slope) {
        for (int k = start[tap]; k < start[tap + 1]; k++) {
            slope[row.twinDistance(squeezer, k)] +=
                    (float) (weight * references.twinInverse().get(squeezer)[k] / width(tap));
        }
    }

    private double pixelDistance(float[] observed, int squeezer) {
        double sum = 0;
        for (double off : squeezedOff(observed, squeezer)) {
            sum += Math.abs(off);
        }
        return sum / row.image().size();
    }

    private void addPixelSlope(float[] observed, int squeezer, double weight, float[] slope) {
        double[] off = squeezedOff(observed, squeezer);
        int from = row.pixels();
        for (int i = 0; i < off.length; i++) {
            slope[from + i] += (float) (weight * Math.signum(off[i]) / off.length);
        }
    }

    /** x - S(x). */
    private double[] squeezedOff(float[] observed, int squeezer) {
        double[] pixels = new double[row.image().size()];
        int from = row.pixels();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = observed[from + i];
        }
        double[] squeezed = squeezers
                .get(squeezer)
                .squeeze(pixels, row.image().height(), row.image().width());
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] -= squeezed[i];
        }
        return pixels;
    }

    /**
     * Mean squared distance of the activations from another row's, in the scales of a class, added up over the taps; adds its weighted slope to one of the whole
     * row.
     */
    double distance(float[] observed, float[] model, int predicted, double weight, float[] slope) {
        double distance = 0;
        for (int tap = 0; tap < taps; tap++) {
            for (int k = start[tap]; k < start[tap + 1]; k++) {
                double scale = scale(predicted, k);
                double off = (observed[row.activation(k)] - model[row.activation(k)]) * scale;
                distance += off * off / width(tap);
                slope[row.activation(k)] += (float) (weight * 2 * off * scale / width(tap));
            }
        }
        return distance;
    }

    private double activation(float[] observed, int predicted, int tap) {
        double sum = 0;
        for (int k = start[tap]; k < start[tap + 1]; k++) {
            sum += Math.abs(observed[row.activation(k)] - mean(predicted, k)) * scale(predicted, k);
        }
        return sum / width(tap);
    }

    private double latentTwin(float[] observed, int squeezer, int tap) {
        double sum = 0;
        for (int k = start[tap]; k < start[tap + 1]; k++) {
            sum += (double) observed[row.twinDistance(squeezer, k)]
                    * references.twinInverse().get(squeezer)[k];
        }
        return sum / width(tap);
    }

    private double softmaxTwin(float[] observed, int squeezer) {
        double[] p = softmax(observed, 0);
        double[] q = softmax(observed, row.twinLogits(squeezer));
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            sum += Math.abs(p[k] - q[k]);
        }
        return sum;
    }

    /** Of sum abs(p - q) with s = sign(p - q): p_j (s_j - s.p) for the image's logit j, -q_j (s_j - s.q) for its twin's. */
    private void addSoftmaxTwinSlope(float[] observed, int squeezer, double weight, float[] slope) {
        int twin = row.twinLogits(squeezer);
        double[] p = softmax(observed, 0);
        double[] q = softmax(observed, twin);
        double alongP = 0;
        double alongQ = 0;
        for (int k = 0; k < p.length; k++) {
            alongP += Math.signum(p[k] - q[k]) * p[k];
            alongQ += Math.signum(p[k] - q[k]) * q[k];
        }
        for (int k = 0; k < p.length; k++) {
            double sign = Math.signum(p[k] - q[k]);
            slope[k] += (float) (weight * p[k] * (sign - alongP));
            slope[twin + k] -= (float) (weight * q[k] * (sign - alongQ));
        }
    }

    private double[] softmax(float[] observed, int from) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = from; k < from + row.classes(); k++) {
            largest = Math.max(largest, observed[k]);
        }
        double[] p = new double[row.classes()];
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            p[k] = Math.exp(observed[from + k] - largest);
            sum += p[k];
        }
        for (int k = 0; k < p.length; k++) {
            p[k] /= sum;
        }
        return p;
    }

    /** The probability of all other classes together: one minus a number near one would lose its digits. */
    private static double others(double[] p, int predicted) {
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            sum += k == predicted ? 0 : p[k];
        }
        return sum;
    }

    private double mean(int predicted, int feature) {
        return references.mean()[predicted * row.features() + feature];
    }

    private double scale(int predicted, int feature) {
        return references.inverse()[predicted * row.features() + feature];
    }

    private int width(int tap) {
        return start[tap + 1] - start[tap];
    }
}
