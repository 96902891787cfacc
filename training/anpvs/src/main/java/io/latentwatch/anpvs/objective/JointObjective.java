package io.latentwatch.anpvs.objective;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * [CE(x) + omega CE(x~)] / (1 + omega) + lambda V: weights and masks descend it together, in one clean and one adversarial
 * pass that share the draw of the masks. Without an attack it is CE(x).
 *
 * <p>With no masks and no V this is adversarial training as the released code does it (training/METHOD.md). With both it
 * is the method as its authors describe it: masks are learnt to lower the adversarial loss and the vulnerability. The clean
 * term reaches the masks too, which in the released code it does not.
 *
 * @param adversarialWeight omega, at least 0
 * @param vulnerability null for none
 */
public record JointObjective(double adversarialWeight, Vulnerability vulnerability) implements Objective {
    public JointObjective {
        if (!(adversarialWeight >= 0)) {
            throw new IllegalArgumentException("adversarialWeight must be at least 0, found " + adversarialWeight);
        }
    }

    @Override
    public Loss of(TrainingPasses passes) {
        SharedPasses shared = SharedPasses.run(passes);
        NDArray clean = Objective.crossEntropy(shared.clean().logits(), passes.clean());
        Map<String, NDArray> terms = new LinkedHashMap<>();
        terms.put("clean", clean);
        if (!passes.attacked()) {
            return shared.loss(clean, terms, null);
        }
        NDArray adversarial = Objective.crossEntropy(shared.adversarial().logits(), passes.adversarial());
        terms.put("adversarial", adversarial);
        NDArray total = clean.add(adversarial.mul((float) adversarialWeight)).div((float) (1 + adversarialWeight));
        return shared.loss(total, terms, vulnerability);
    }
}
