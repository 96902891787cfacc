package io.latentwatch.evaluation.adaptive;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputLoss;
import io.latentwatch.evaluation.images.ImageBatch;

/** Which way an attack goes that wants the wrong class and no flag. */
public enum Ascent {
    /** Up the margin less the weighted excess of the detector's scores over their limits (Carlini and Wagner, arXiv 1705.07263), by the gradient's signs. */
    PENALTY {
        @Override
        Step at(InputGradient network, ImageBatch points, Aim aim) {
            InputLoss loss = network.at(points, aim.penalised());
            return new Step(signs(loss.gradient()), loss.logits());
        }
    },
    /** Up the margin while the class is not the target, else down the excess (Bryniarski et al., arXiv 2106.15023, selective PGD), by signs. */
    SELECTIVE {
        @Override
        Step at(InputGradient network, ImageBatch points, Aim aim) {
            InputLoss loss = network.at(points, aim.selective());
            return new Step(signs(loss.gradient()), loss.logits());
        }
    },
    /**
     * The same, but along the part of the one gradient that is orthogonal to the other (arXiv 2106.15023, orthogonal PGD). Signs would not be orthogonal: the
     * step has the Euclidean length of a step by signs.
     */
    ORTHOGONAL {
        @Override
        Step at(InputGradient network, ImageBatch points, Aim aim) {
            InputLoss margin = network.at(points, aim.margin());
            InputLoss passing = network.at(points, aim.passing());
            int size = points.shape().size();
            int width = margin.logits().length / points.count();
            float[] direction = new float[points.pixels().length];
            for (int i = 0; i < points.count(); i++) {
                boolean reached = aim.reached(i, margin.logits(), i * width);
                float[] along = reached ? passing.gradient() : margin.gradient();
                float[] across = reached ? margin.gradient() : passing.gradient();
                orthogonal(along, across, direction, i * size, size);
            }
            return new Step(direction, margin.logits());
        }
    },
    /** Towards the activations of a clean image of the target class (Sabour et al., ICLR 2016), by signs. */
    FEATURES {
        @Override
        Step at(InputGradient network, ImageBatch points, Aim aim) {
            InputLoss loss = network.at(points, aim.likeness());
            return new Step(signs(loss.gradient()), loss.logits());
        }
    };

    /**
     * Where to go.
     *
     * @param direction {@code [N, C, H, W]}, in steps
     * @param rows what was observed at the points
     */
    @SuppressWarnings("ArrayRecordComponent") // the attacks' inner loop: used once, never compared
    record Step(float[] direction, float[] rows) {}

    abstract Step at(InputGradient network, ImageBatch points, Aim aim);

    static float[] signs(float[] gradient) {
        float[] signs = new float[gradient.length];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = Math.signum(gradient[i]);
        }
        return signs;
    }

    /** Writes one image's direction: {@code along} less its part along {@code across}, of the length sqrt(size); 0 if nothing is left. */
    static void orthogonal(float[] along, float[] across, float[] direction, int from, int size) {
        double product = 0;
        double square = 0;
        for (int i = from; i < from + size; i++) {
            product += (double) along[i] * across[i];
            square += (double) across[i] * across[i];
        }
        double share = square > 0 ? product / square : 0;
        double length = 0;
        for (int i = from; i < from + size; i++) {
            double left = along[i] - share * across[i];
            length += left * left;
        }
        double scale = length > 0 ? Math.sqrt(size / length) : 0;
        for (int i = from; i < from + size; i++) {
            direction[i] = (float) (scale * (along[i] - share * across[i]));
        }
    }
}
