package io.latentwatch.anpvs.weight;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Magnitude pruning of each layer (Guo et al., <em>Sparse DNNs with Improved Adversarial Robustness</em>, NeurIPS 2018, after
 * Han et al., NeurIPS 2015): at the beginning of the phase the smallest weights of each tensor become zero, and they are put
 * back to zero after every step. Biases and normalisations stay.
 *
 * <p>What is zero is smallest: a phase that goes on, or another one of the same sparsity, finds the same weights gone.
 */
final class PrunedWeights implements WeightRule {
    private final DjlNetwork network;
    private final NDManager manager;
    private final Map<String, NDArray> kept = new LinkedHashMap<>();

    PrunedWeights(DjlNetwork network, double sparsity, NDManager parent) {
        this.network = network;
        this.manager = parent.newSubManager();
        for (Parameter parameter : network.spec().weights()) {
            float[] values = DjlNetwork.values(network.parameters().get(parameter.name()));
            kept.put(
                    parameter.name(),
                    DjlNetwork.createChannelsLast(manager, Magnitude.kept(values, sparsity), parameter.shape()));
        }
        prune();
    }

    @Override
    public void afterStep(Moment moment) {
        prune();
    }

    @Override
    public void close() {
        manager.close();
    }

    private void prune() {
        // A negative weight times 0 is -0; adding 0 makes it 0.
        kept.forEach(
                (name, mask) -> network.change(name, weight -> weight.muli(mask).addi(0f)));
    }
}
