package io.latentwatch.anpvs.run;

import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What an exported model is worth on test images, measured in ONNX Runtime: clean on all of them, and under an attack on the
 * first ones, after rounding to 8 bits.
 *
 * @param images how many are attacked; 0 for none
 */
public record RobustnessCheck(LinfPgd attack, int images, long seed) {
    /**
     * What was measured.
     *
     * @param clean accuracy on all test images, in [0,1]
     * @param attacked accuracy on the attacked ones, in [0,1]; NaN where none were
     * @param attackedImages how many were attacked
     * @param attack its name and parameters; empty where none ran
     */
    public record Figures(
            double clean, int testImages, double attacked, int attackedImages, Map<String, String> attack) {}

    public Figures measure(Path model, LabelledImages test) throws IOException {
        try (OnnxClassifier classifier = OnnxClassifier.read(model)) {
            double clean = classifier.accuracy(test.toBatch());
            if (images == 0) {
                return new Figures(clean, test.count(), Double.NaN, 0, Map.of());
            }
            LabelledImages first = test.slice(0, images);
            return new Figures(
                    clean,
                    test.count(),
                    attackedAccuracy(model, classifier, first),
                    first.count(),
                    attack.description());
        }
    }

    private double attackedAccuracy(Path model, OnnxClassifier classifier, LabelledImages clean) throws IOException {
        GradientGraph graph = GradientGraph.of(Files.readAllBytes(model), TieRule.FIRST);
        try (InputGradient gradient = OnnxInputGradient.of(graph)) {
            AttackedImages attacked = AttackedImages.of(attack, gradient, clean, seed, images -> {});
            return classifier.accuracy(attacked.images().toBatch());
        }
    }
}
