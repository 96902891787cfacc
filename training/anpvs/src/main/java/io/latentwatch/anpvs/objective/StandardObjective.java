package io.latentwatch.anpvs.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.Map;

/** CE(x): mean cross-entropy on the clean images (specification section 4.2, standard training). */
public record StandardObjective() implements Objective {
    @Override
    public Loss of(DjlNetwork network, NDManager manager, ImageBatch clean, ImageBatch adversarial) {
        NDArray logits = network.logits(network.input(manager, clean));
        NDArray loss = Objective.crossEntropy(logits, clean);
        return new Loss(loss, Map.of("clean", loss), logits);
    }
}
