package io.latentwatch.anpvs.weight;

import java.util.Map;
import java.util.SplittableRandom;

/** What is done to the weights in each step of a phase beside the step along their gradient. For one thread. */
public interface WeightRule extends AutoCloseable {
    /** Leaves the weights to their gradient. */
    WeightRule NONE = new WeightRule() {};

    /**
     * Where a step stands.
     *
     * @param step of the phase, counted from 0
     * @param steps of the phase
     * @param learningRate of the weights
     * @param trainingImages N
     */
    record Moment(long step, long steps, double learningRate, int trainingImages) {}

    /** Before the training passes and after the attack; what it draws from this chance is the step's own. */
    default void beforePasses(Moment moment, SplittableRandom chance) {}

    /** The terms that it adds to the loss, by name, unweighted; their gradient comes with {@link #beforeStep}. */
    default Map<String, Double> terms() {
        return Map.of();
    }

    /** When the gradients of the passes are there and the optimiser has not used them yet. */
    default void beforeStep(Moment moment) {}

    /** After the optimiser's step. */
    default void afterStep(Moment moment) {}

    /** Copies of what it needs to go on in the same phase, by name; empty where the weights themselves are enough. */
    default Map<String, float[]> state() {
        return Map.of();
    }

    @Override
    default void close() {}
}
