package io.latentwatch.anpvs.retrain;

import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.LabelledImages;

/**
 * What the old and the new network are compared on; neither was trained on any of it.
 *
 * @param clean original test images
 * @param toAttack those of them that are attacked, by whoever knows the network that is measured
 * @param attack how
 * @param drifted images of the trigger
 */
record HoldOuts(LabelledImages clean, LabelledImages toAttack, LinfPgd attack, LabelledImages drifted, long seed) {
    /**
     * For each image whether a network has it right.
     *
     * @param attacked right under an attack on this very network
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Answers(boolean[] clean, boolean[] attacked, boolean[] drifted) {}

    /** Asks a network. */
    Answers ask(byte[] model, int threads) {
        try (OnnxClassifier network = OnnxClassifier.of(model);
                InputGradient gradient = OnnxInputGradient.of(GradientGraph.of(model, TieRule.FIRST))) {
            LabelledImages attacked = AttackedImages.of(attack, gradient, toAttack, seed, threads, count -> {})
                    .images();
            return new Answers(
                    network.right(clean.toBatch()),
                    network.right(attacked.toBatch()),
                    network.right(drifted.toBatch()));
        }
    }
}
