package io.latentwatch.anpvs.objective;

import ai.djl.ndarray.NDArray;
import io.latentwatch.anpvs.network.DjlNetwork.Activations;
import java.util.LinkedHashMap;
import java.util.List;
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
        List<DrawnMasks> drawn = passes.trainsMasks()
                ? List.of(DrawnMasks.differentiable(passes.draw(), passes.manager(), 1))
                : List.of();
        Map<String, NDArray> masks =
                drawn.isEmpty() ? passes.fixedMasks() : drawn.get(0).arrays();
        int dropout = passes.dropoutSeed();
        Activations clean = passes.run(passes.clean(), masks, dropout);
        Activations adversarial = passes.run(passes.adversarial(), masks, dropout);
        NDArray cleanLoss = Objective.crossEntropy(clean.logits(), passes.clean());
        NDArray before = clean.logits().logSoftmax(1);
        NDArray after = adversarial.logits().logSoftmax(1);
        NDArray divergence =
                before.exp().mul(before.sub(after)).sum().div(passes.clean().count());
        Map<String, Double> terms = new LinkedHashMap<>();
        terms.put("clean", (double) cleanLoss.getFloat());
        terms.put("divergence", (double) divergence.getFloat());
        NDArray total = cleanLoss.add(divergence.mul((float) divergenceWeight));
        if (vulnerability != null) {
            NDArray distance = vulnerability.between(clean.taps(), adversarial.taps());
            terms.put("vulnerability", (double) distance.getFloat());
            total = total.add(distance.mul((float) vulnerability.weight()));
        }
        return new Loss(total, terms, clean.logits(), adversarial.logits(), drawn);
    }
}
