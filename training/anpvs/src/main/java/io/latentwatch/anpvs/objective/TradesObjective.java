package io.latentwatch.anpvs.objective;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * CE(x) + b KL(p(x) || p(x~)), the divergence averaged over the batch (Zhang et al., ICML 2019, equation 5), and lambda V where
 * asked for. Without an attack it is CE(x).
 *
 * @param divergenceWeight b, at least 0
 * @param vulnerability null for none
 */
public record TradesObjective(double divergenceWeight, Vulnerability vulnerability) implements Objective {
    public TradesObjective {
        if (!(divergenceWeight >= 0)) {
            throw new IllegalArgumentException("tradesWeight must be at least 0, found " + divergenceWeight);
        }
    }

    @Override
    public Loss of(TrainingPasses passes) {
        if (!passes.attacked()) {
            return new JointObjective(0, null).of(passes);
        }
        SharedPasses shared = SharedPasses.run(passes);
        NDArray clean = Objective.crossEntropy(shared.clean().logits(), passes.clean());
        NDArray before = shared.clean().logits().logSoftmax(1);
        NDArray after = shared.adversarial().logits().logSoftmax(1);
        NDArray divergence =
                before.exp().mul(before.sub(after)).sum().div(passes.clean().count());
        Map<String, NDArray> terms = new LinkedHashMap<>();
        terms.put("clean", clean);
        terms.put("divergence", divergence);
        return shared.loss(clean.add(divergence.mul((float) divergenceWeight)), terms, vulnerability);
    }
}
