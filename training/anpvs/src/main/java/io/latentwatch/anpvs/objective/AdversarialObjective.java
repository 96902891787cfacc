package io.latentwatch.anpvs.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * [CE(x) + omega CE(x~)] / (1 + omega): adversarial training of a plain network as the released code does it (specification
 * section 4.2, omega 2).
 *
 * @param adversarialWeight omega, at least 0
 */
public record AdversarialObjective(double adversarialWeight) implements Objective {
    public AdversarialObjective {
        if (!(adversarialWeight >= 0)) {
            throw new IllegalArgumentException("adversarial weight must be at least 0, found " + adversarialWeight);
        }
    }

    @Override
    public Loss of(DjlNetwork network, NDManager manager, ImageBatch clean, ImageBatch adversarial) {
        NDArray logits = network.logits(network.input(manager, clean));
        NDArray cleanLoss = Objective.crossEntropy(logits, clean);
        NDArray adversarialLoss =
                Objective.crossEntropy(network.logits(network.input(manager, adversarial)), adversarial);
        Map<String, NDArray> terms = new LinkedHashMap<>();
        terms.put("clean", cleanLoss);
        terms.put("adversarial", adversarialLoss);
        NDArray total =
                cleanLoss.add(adversarialLoss.mul((float) adversarialWeight)).div((float) (1 + adversarialWeight));
        return new Loss(total, terms, logits);
    }
}
