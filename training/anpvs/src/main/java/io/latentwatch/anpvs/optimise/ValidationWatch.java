package io.latentwatch.anpvs.optimise;

import io.latentwatch.anpvs.data.Chance;
import io.latentwatch.anpvs.export.OnnxWriter;
import io.latentwatch.anpvs.prune.Deployed;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Map;

/**
 * How a deployed network does on the validation images, clean and under PGD, in ONNX Runtime.
 *
 * @param images of validation; may be none
 * @param attack null where no phase attacks
 * @param attacked how many of them are attacked, the first ones
 */
public record ValidationWatch(LabelledImages images, LinfPgd attack, int attacked, long seed) {
    /** Shares classified rightly, in [0,1]; NaN where nothing was measured. */
    public record Accuracies(double clean, double attacked) {}

    /**
     * Measures a network.
     *
     * @param epoch on which the attack's random starts depend
     */
    public Accuracies measure(Deployed deployed, int epoch) {
        if (images.count() == 0) {
            return new Accuracies(Double.NaN, Double.NaN);
        }
        byte[] model =
                OnnxWriter.write(deployed.spec(), deployed.weights(), Map.of()).toByteArray();
        try (OnnxClassifier classifier = OnnxClassifier.of(model)) {
            double clean = classifier.accuracy(images.toBatch());
            if (attack == null) {
                return new Accuracies(clean, Double.NaN);
            }
            try (InputGradient gradient = OnnxInputGradient.of(GradientGraph.of(model, TieRule.FIRST))) {
                ImageBatch first = images.slice(0, attacked).toBatch();
                return new Accuracies(
                        clean, classifier.accuracy(attack.perturb(gradient, first, Chance.WATCH.at(seed, epoch, 0))));
            }
        }
    }
}
