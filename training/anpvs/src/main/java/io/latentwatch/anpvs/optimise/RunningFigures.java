package io.latentwatch.anpvs.optimise;

import io.latentwatch.anpvs.objective.Loss;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sums over the images of an epoch. */
final class RunningFigures {
    private final Map<String, Double> sums = new LinkedHashMap<>();
    private double total;
    private double largestGradient;
    private int images;
    private int right;
    private int attackedRight;

    void add(ImageBatch batch, Loss loss) {
        loss.terms().forEach((name, term) -> sums.merge(name, term * batch.count(), Double::sum));
        total += (double) loss.total().getFloat() * batch.count();
        images += batch.count();
        right += right(batch, loss.cleanLogits().toFloatArray());
        attackedRight += right(batch, loss.adversarialLogits().toFloatArray());
    }

    /** The norm of a step's gradient. */
    void addGradient(double norm) {
        largestGradient = Math.max(largestGradient, norm);
    }

    double largestGradient() {
        return largestGradient;
    }

    StepFigures after(int epoch, int batchImages) {
        return new StepFigures(epoch, batchImages, total / images, losses(), accuracy(), attackedAccuracy());
    }

    double accuracy() {
        return (double) right / images;
    }

    double attackedAccuracy() {
        return (double) attackedRight / images;
    }

    Map<String, Double> losses() {
        Map<String, Double> means = new LinkedHashMap<>();
        sums.forEach((name, sum) -> means.put(name, sum / images));
        return means;
    }

    /** How many rows of the logits have their largest value at the label. */
    static int right(ImageBatch batch, float[] logits) {
        int classes = logits.length / batch.count();
        int right = 0;
        for (int image = 0; image < batch.count(); image++) {
            int best = 0;
            for (int k = 1; k < classes; k++) {
                if (logits[image * classes + k] > logits[image * classes + best]) {
                    best = k;
                }
            }
            right += best == batch.labels()[image] ? 1 : 0;
        }
        return right;
    }
}
