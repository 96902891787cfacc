package io.latentwatch.anpvs.mask;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Masks drawn for one batch, and what is needed to carry the loss's gradient with respect to them back to the posteriors
 * (the binary concrete relaxation is Maddison et al.'s and Jang et al.'s, ICLR 2017).
 *
 * @param gates by name, in the order of the network
 */
public record MaskSample(Map<String, Gate> gates) {
    public MaskSample {
        gates = new LinkedHashMap<>(gates);
    }

    /**
     * The gradient with respect to the unconstrained parameters, by parameter name.
     *
     * @param byMask the loss's gradient with respect to the mask values of each gate, {@code [images, features]}
     */
    public Map<String, double[]> gradient(Map<String, float[]> byMask) {
        Map<String, double[]> gradient = new LinkedHashMap<>();
        gates.forEach((name, gate) -> {
            double[] byLogit = gate.byLogit(byMask.get(name));
            double[] byA = new double[byLogit.length];
            double[] byB = new double[byLogit.length];
            for (int k = 0; k < byLogit.length; k++) {
                byA[k] = byLogit[k] * gate.logitByA[k];
                byB[k] = byLogit[k] * gate.logitByB[k];
            }
            gradient.put(name + ".a", byA);
            gradient.put(name + ".b", byB);
        });
        return gradient;
    }

    /** The draw of one gate. */
    public static final class Gate {
        /** Beyond this logit of pi the chance that a switch opens by a thousandth is below 1e-11: it is zero. */
        private static final double SURELY_CLOSED = -26;

        private static final double SMALLEST_UNIFORM = 1e-10;

        private final float[] values;
        private final double[] logitByA;
        private final double[] logitByB;
        private final double temperature;

        private Gate(float[] values, double[] logitByA, double[] logitByB, double temperature) {
            this.values = values;
            this.logitByA = logitByA;
            this.logitByB = logitByB;
            this.temperature = temperature;
        }

        static Gate draw(float[] as, float[] bs, int images, double temperature, SplittableRandom random) {
            int features = as.length;
            double[] logits = new double[features];
            double[] byA = new double[features];
            double[] byB = new double[features];
            for (int k = 0; k < features; k++) {
                double u = SMALLEST_UNIFORM + (1 - 2 * SMALLEST_UNIFORM) * random.nextDouble();
                BetaBernoulli.Draw draw = BetaBernoulli.Draw.of(BetaBernoulli.a(as[k]), BetaBernoulli.b(bs[k]), u);
                logits[k] = draw.logit();
                byA[k] = draw.byA() * BetaBernoulli.slopeOfA(as[k]);
                byB[k] = draw.byB() * BetaBernoulli.slopeOfB(bs[k]);
            }
            float[] values = new float[images * features];
            for (int k = 0; k < features; k++) {
                if (logits[k] < SURELY_CLOSED) {
                    continue;
                }
                for (int image = 0; image < images; image++) {
                    values[image * features + k] = switched(logits[k], random.nextDouble(), temperature);
                }
            }
            return new Gate(values, byA, byB, temperature);
        }

        /** z = sigmoid((logit(v) + logit(pi)) / tau). */
        static float switched(double logit, double v, double temperature) {
            double noise = Math.log((v + 1e-20) / (1 - v + 1e-20));
            return (float) BetaBernoulli.sigmoid((noise + logit) / temperature);
        }

        /** The mask, {@code [images, features]}, in [0,1]. */
        public float[] values() {
            return values;
        }

        public int features() {
            return logitByA.length;
        }

        private double[] byLogit(float[] byMask) {
            int features = features();
            double[] sums = new double[features];
            for (int i = 0; i < values.length; i++) {
                double z = values[i];
                sums[i % features] += byMask[i] * z * (1 - z) / temperature;
            }
            return sums;
        }
    }
}
