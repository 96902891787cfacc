package io.latentwatch.anpvs.objective;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A loss that can be differentiated.
 *
 * @param total scalar; what is minimised
 * @param terms its parts by name, unweighted, each a scalar, in the order in which they are logged
 * @param logits of the clean images {@code [N, K]}, for the running accuracy
 */
public record Loss(NDArray total, Map<String, NDArray> terms, NDArray logits) {
    public Loss {
        terms = new LinkedHashMap<>(terms);
    }
}
