package io.latentwatch.anpvs.weight;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.latentwatch.anpvs.network.DjlNetwork;
import java.util.Map;

/** What a phase does to the weights beside training them. In a file an object whose {@code mode} names its kind. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "mode")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WeightSettings.Prune.class, name = "PRUNE"),
    @JsonSubTypes.Type(value = WeightSettings.Admm.class, name = "ADMM")
})
public sealed interface WeightSettings {
    /**
     * The rule, for a phase that begins or goes on.
     *
     * @param state of the rule when a part of the phase was done; empty at its beginning
     */
    WeightRule rule(DjlNetwork network, Map<String, float[]> state, NDManager manager);

    /**
     * {@link PrunedWeights}.
     *
     * @param sparsity share of each weight tensor, in [0,1)
     */
    record Prune(double sparsity) implements WeightSettings {
        public Prune {
            requireShare(sparsity);
        }

        @Override
        public WeightRule rule(DjlNetwork network, Map<String, float[]> state, NDManager manager) {
            return new PrunedWeights(network, sparsity, manager);
        }
    }

    /**
     * {@link AdmmWeights}.
     *
     * @param sparsity share of each weight tensor, in [0,1)
     * @param rho the penalty's weight at first, above 0
     * @param rhoFactor by which it is multiplied at each update, at least 1
     * @param updates of the sparse copies, spread evenly over the phase
     */
    record Admm(double sparsity, double rho, double rhoFactor, int updates) implements WeightSettings {
        public Admm {
            requireShare(sparsity);
            if (!(rho > 0) || !(rhoFactor >= 1) || updates < 1) {
                throw new IllegalArgumentException(
                        "weights: expected rho above 0, rhoFactor and updates of at least 1, found %s, %s and %d"
                                .formatted(rho, rhoFactor, updates));
            }
        }

        @Override
        public WeightRule rule(DjlNetwork network, Map<String, float[]> state, NDManager manager) {
            return new AdmmWeights(network, this, state);
        }
    }

    private static void requireShare(double sparsity) {
        if (!(sparsity >= 0 && sparsity < 1)) {
            throw new IllegalArgumentException("weights.sparsity must lie in [0,1), found " + sparsity);
        }
    }
}
