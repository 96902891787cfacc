package io.latentwatch.evaluation.adaptive;

/**
 * A detector's scores as functions of an {@link ObservedRow}, for any class as the predicted one, with their slopes: the formulas of operators/DETECTION.md.
 * Scores are numbered as the manifest lists them: activation of each tap, confidence, then for each squeezer the latent twin of each tap and the softmax
 * twin. Where an absolute value bends its slope is 0.
 */
public final class RawScores {
    private final ObservedRow row;
    private final WatchedReferences references;
    private final int taps;
    private final int[] start;

    RawScores(ObservedRow row, WatchedReferences references) {
        this.row = row;
        this.references = references;
        this.taps = row.tapFeatures().size();
        this.start = new int[taps + 1];
        for (int l = 0; l < taps; l++) {
            start[l + 1] = start[l] + row.tapFeatures().get(l);
        }
    }

    public ObservedRow row() {
        return row;
    }

    /** How many scores there are without a twin. */
    public int plain() {
        return taps + 1;
    }

    /** How many there are in all. */
    public int count() {
        return plain() * (1 + row.squeezers());
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
        int tap = score % plain();
        int squeezer = score / plain() - 1;
        if (squeezer < 0) {
            return tap < taps ? activation(observed, predicted, tap) : confidence(observed, predicted);
        }
        return tap < taps ? latentTwin(observed, squeezer, tap) : softmaxTwin(observed, squeezer);
    }

    /** Adds the score's slope, times a weight, to one of the whole row. */
    void addSlope(float[] observed, int predicted, int score, double weight, float[] slope) {
        int tap = score % plain();
        int squeezer = score / plain() - 1;
        if (squeezer < 0 && tap < taps) {
            for (int k = start[tap]; k < start[tap + 1]; k++) {
                double off = observed[row.activation(k)] - mean(predicted, k);
                slope[row.activation(k)] += (float) (weight * Math.signum(off) * scale(predicted, k) / width(tap));
            }
        } else if (squeezer < 0) {
            double[] p = softmax(observed, 0);
            for (int k = 0; k < row.classes(); k++) {
                double risen = k == predicted ? -others(p, predicted) : p[k];
                slope[k] += (float) (weight * p[predicted] * risen);
            }
        } else if (tap < taps) {
            for (int k = start[tap]; k < start[tap + 1]; k++) {
                slope[row.twinDistance(squeezer, k)] +=
                        (float) (weight * references.twinInverse().get(squeezer)[k] / width(tap));
            }
        } else {
            addSoftmaxTwinSlope(observed, squeezer, weight, slope);
        }
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

    private double confidence(float[] observed, int predicted) {
        return others(softmax(observed, 0), predicted);
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
