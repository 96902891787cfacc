package io.latentwatch.anpvs.objective;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A loss that can be differentiated.
 *
 * @param total scalar; what is minimised, the divergence of the masks and weight decay apart
 * @param terms its parts by name, unweighted, in the order in which they are logged
 * @param cleanLogits {@code [N, K]}, for the running accuracy
 * @param adversarialLogits {@code [N, K]}; the clean ones again where nothing was attacked
 * @param masks whose gradients go to the posteriors
 */
public record Loss(
        NDArray total,
        Map<String, Double> terms,
        NDArray cleanLogits,
        NDArray adversarialLogits,
        List<DrawnMasks> masks) {
    public Loss {
        terms = new LinkedHashMap<>(terms);
        masks = List.copyOf(masks);
    }
}
