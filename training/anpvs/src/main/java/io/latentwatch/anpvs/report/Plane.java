package io.latentwatch.anpvs.report;

import io.latentwatch.evaluation.gradient.CrossEntropy;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.LogitLosses;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Images x + s e1 + t e2 around one image x, clipped to [0,1]: e1 is the sign of the loss's gradient at x, e2 a random image of
 * ±1 (training/METHOD.md).
 *
 * @param image a batch of one
 * @param reach s and t lie in [-reach, reach]
 * @param points in each direction, odd so that x itself is among them
 */
record Plane(InputGradient network, ImageBatch image, double reach, int points, long seed) {
    /** Cross-entropy in nats: rows from t = reach at the top, columns from s = -reach at the left. */
    double[][] losses() {
        float[] e1 = gradientSigns();
        double[][] losses = new double[points][];
        for (int row = 0; row < points; row++) {
            ImageBatch line = line(row, e1);
            float[] values = LogitLosses.of(new CrossEntropy(), network.logits(line), line.labels())
                    .values();
            losses[row] = new double[points];
            Arrays.setAll(losses[row], column -> values[column]);
        }
        return losses;
    }

    /** The predicted class at the same places. */
    double[][] classes() {
        float[] e1 = gradientSigns();
        double[][] classes = new double[points][points];
        for (int row = 0; row < points; row++) {
            float[] logits = network.logits(line(row, e1));
            int count = logits.length / points;
            for (int column = 0; column < points; column++) {
                int best = 0;
                for (int k = 1; k < count; k++) {
                    best = logits[column * count + k] > logits[column * count + best] ? k : best;
                }
                classes[row][column] = best;
            }
        }
        return classes;
    }

    private float[] gradientSigns() {
        float[] signs = network.at(image).gradient();
        for (int i = 0; i < signs.length; i++) {
            signs[i] = Math.signum(signs[i]);
        }
        return signs;
    }

    private ImageBatch line(int row, float[] e1) {
        int size = image.shape().size();
        float[] e2 = randomSigns(size);
        float t = (float) (reach - 2 * reach * row / (points - 1));
        float[] pixels = new float[points * size];
        int[] labels = new int[points];
        Arrays.fill(labels, image.labels()[0]);
        for (int column = 0; column < points; column++) {
            float s = (float) (2 * reach * column / (points - 1) - reach);
            for (int i = 0; i < size; i++) {
                float value = image.pixels()[i] + s * e1[i] + t * e2[i];
                pixels[column * size + i] = Math.max(0, Math.min(1, value));
            }
        }
        return new ImageBatch(image.shape(), pixels, labels);
    }

    private float[] randomSigns(int size) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] signs = new float[size];
        for (int i = 0; i < size; i++) {
            signs[i] = random.nextBoolean() ? 1 : -1;
        }
        return signs;
    }
}
