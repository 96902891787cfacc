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

    /**
     * What a batch's passes came to.
     *
     * @param terms of the loss, by name
     * @param right images, of the clean ones
     * @param attackedRight images, of the adversarial ones
     */
    record Outcome(Map<String, Double> terms, double total, int right, int attackedRight) {
        static Outcome of(ImageBatch batch, Loss loss) {
            return new Outcome(
                    loss.terms(),
                    loss.total().getFloat(),
                    RunningFigures.right(batch, loss.cleanLogits().toFloatArray()),
                    RunningFigures.right(batch, loss.adversarialLogits().toFloatArray()));
        }
    }

    void add(int batchImages, Outcome outcome) {
        outcome.terms().forEach((name, term) -> sums.merge(name, term * batchImages, Double::sum));
        total += outcome.total() * batchImages;
        images += batchImages;
        right += outcome.right();
        attackedRight += outcome.attackedRight();
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
