package io.latentwatch.evaluation.gradient;

import java.util.Arrays;

/**
 * The largest other logit minus the true class's, at most kappa: over 0 where the image is misclassified. The negative of f of
 * Carlini and Wagner (IEEE S&amp;P 2017, section V.A, function 6, untargeted). No gradient where it is cut off.
 *
 * @param kappa confidence, at least 0; infinity for no cut
 */
public record LogitMargin(double kappa) implements LogitLoss {
    public LogitMargin {
        if (!(kappa >= 0)) {
            throw new IllegalArgumentException("kappa must be at least 0, found " + kappa);
        }
    }

    @Override
    public double at(int image, int label, float[] logits, float[] slope) {
        int other = LogitOrder.largestBut(logits, label);
        double margin = (double) logits[other] - logits[label];
        Arrays.fill(slope, 0);
        if (margin >= kappa) {
            return kappa;
        }
        slope[other] = 1;
        slope[label] = -1;
        return margin;
    }

    @Override
    public String toString() {
        return "margin";
    }
}
