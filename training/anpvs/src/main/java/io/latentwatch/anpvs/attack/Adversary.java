package io.latentwatch.anpvs.attack;

import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Makes the adversarial batch of a training step from the weights of that moment. */
@FunctionalInterface
public interface Adversary {
    ImageBatch attack(DjlNetwork network, ImageBatch clean, SplittableRandom random);

    /** Leaves the images as they are. */
    static Adversary none() {
        return (network, clean, random) -> clean;
    }

    /**
     * Runs an attack.
     *
     * @param gradients gives the input gradient of the network's present weights; it is closed after each batch
     */
    static Adversary of(Attack attack, Function<DjlNetwork, InputGradient> gradients) {
        return (network, clean, random) -> {
            try (InputGradient gradient = gradients.apply(network)) {
                return attack.perturb(gradient, clean, random);
            }
        };
    }
}
