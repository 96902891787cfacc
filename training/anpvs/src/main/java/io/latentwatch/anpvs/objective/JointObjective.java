package io.latentwatch.anpvs.objective;

import ai.djl.ndarray.NDArray;
import io.latentwatch.anpvs.network.DjlNetwork.Activations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * [CE(x) + omega CE(x~)] / (1 + omega) + lambda V: weights and masks descend it together, in one clean and one adversarial
 * pass that share the draw of the masks. Without an attack it is CE(x).
 *
 * <p>With no masks and no V this is adversarial training as the released code does it (specification section 4.2). With both it
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
        List<DrawnMasks> drawn = passes.trainsMasks()
                ? List.of(DrawnMasks.differentiable(passes.draw(), passes.manager(), 1))
                : List.of();
        Map<String, NDArray> masks =
                drawn.isEmpty() ? passes.fixedMasks() : drawn.get(0).arrays();
        int dropout = passes.dropoutSeed();
        Map<String, Double> terms = new LinkedHashMap<>();
        Activations clean = passes.run(passes.clean(), masks, dropout);
        NDArray total = Objective.crossEntropy(clean.logits(), passes.clean());
        terms.put("clean", (double) total.getFloat());
        if (!passes.attacked()) {
            return new Loss(total, terms, clean.logits(), clean.logits(), drawn);
        }
        Activations adversarial = passes.run(passes.adversarial(), masks, dropout);
        NDArray attacked = Objective.crossEntropy(adversarial.logits(), passes.adversarial());
        terms.put("adversarial", (double) attacked.getFloat());
        total = total.add(attacked.mul((float) adversarialWeight)).div((float) (1 + adversarialWeight));
        if (vulnerability != null) {
            NDArray distance = vulnerability.between(clean.taps(), adversarial.taps());
            terms.put("vulnerability", (double) distance.getFloat());
            total = total.add(distance.mul((float) vulnerability.weight()));
        }
        return new Loss(total, terms, clean.logits(), adversarial.logits(), drawn);
    }
}
