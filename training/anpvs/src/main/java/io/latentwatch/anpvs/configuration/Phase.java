package io.latentwatch.anpvs.configuration;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.latentwatch.anpvs.masked.GateMode;
import io.latentwatch.anpvs.weight.WeightSettings;

/**
 * A stretch of training.
 *
 * @param epochs at least 1
 * @param learningRate of the weights' Adam
 * @param attack null for clean images
 * @param gates what the gates do; null means open
 * @param klFactor by which the masks' divergence is multiplied beside its weight; null means 1
 * @param keepLargest whether layers that keep the largest activations do so; null means yes
 * @param weights what is done to the weights beside training them; null for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Phase(
        String name,
        int epochs,
        Curve learningRate,
        PhaseAttack attack,
        GateMode gates,
        Curve klFactor,
        Boolean keepLargest,
        WeightSettings weights) {
    public Phase {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("phases: expected a name for each, found none");
        }
        if (epochs < 1) {
            throw new IllegalArgumentException("phase %s: epochs must be at least 1, found %d".formatted(name, epochs));
        }
        if (learningRate == null || !(learningRate.smallest() >= 0 && learningRate.largest() <= 1)) {
            throw new IllegalArgumentException("phase %s: learningRate must lie in [0,1], found %s"
                    .formatted(name, learningRate == null ? "nothing" : learningRate.knots()));
        }
        if (klFactor != null && !(klFactor.smallest() >= 0)) {
            throw new IllegalArgumentException(
                    "phase %s: klFactor must be at least 0, found %s".formatted(name, klFactor.knots()));
        }
        gates = gates == null ? GateMode.OPEN : gates;
    }

    /** Whether all activations pass, whatever the network's layers say. */
    public boolean passesAllActivations() {
        return Boolean.FALSE.equals(keepLargest);
    }

    /** The factor of the divergence once this part of the phase is done. */
    public double klFactor(double done) {
        return klFactor == null ? 1 : klFactor.at(done);
    }
}
