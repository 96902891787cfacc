package io.latentwatch.anpvs.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.masked.MaskedNetwork;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The exponential average of weights, moving batch statistics and mask parameters over the steps of a phase: after each step the average keeps
 * {@code min(decay, (1 + t) / (10 + t))} of itself, so that the phase's first steps do not weigh on it for ever (as
 * TensorFlow's ExponentialMovingAverage with a step count).
 */
final class WeightAverage implements AutoCloseable {
    private final double decay;
    private final MaskedNetwork masked;
    private final NDManager manager;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final Map<String, float[]> masks = new LinkedHashMap<>();
    private long steps;

    /** Begins at the present values. */
    WeightAverage(double decay, MaskedNetwork masked, NDManager parent) {
        this.decay = decay;
        this.masked = masked;
        this.manager = parent.newSubManager();
        DjlNetwork network = masked.network();
        for (Parameter parameter : network.spec().parameters()) {
            NDArray copy =
                    network.parameters().get(parameter.name()).stopGradient().duplicate();
            copy.attach(manager);
            weights.put(parameter.name(), copy);
        }
        if (masked.masks() != null) {
            masked.masks().parameters().forEach((name, values) -> masks.put(name, values.clone()));
        }
    }

    /** Takes in the values after a step. */
    void add() {
        float kept = (float) Math.min(decay, (1.0 + steps) / (10 + steps));
        steps++;
        try (NDManager scratch = manager.newSubManager()) {
            weights.forEach((name, average) -> {
                NDArray present = masked.network().parameters().get(name).stopGradient();
                present.attach(scratch);
                NDArray part = present.mul(1 - kept);
                part.attach(scratch);
                average.muli(kept).addi(part);
            });
        }
        masks.forEach((name, average) -> {
            float[] present = masked.masks().parameters().get(name);
            for (int k = 0; k < average.length; k++) {
                average[k] = kept * average[k] + (1 - kept) * present[k];
            }
        });
    }

    long steps() {
        return steps;
    }

    /** Copies of the averages: weights and mask parameters by name. */
    Map<String, float[]> values() {
        Map<String, float[]> values = new LinkedHashMap<>();
        weights.forEach((name, array) -> values.put(name, DjlNetwork.values(array)));
        masks.forEach((name, array) -> values.put(name, array.clone()));
        return values;
    }

    /** Takes up where another one stood. */
    void restore(long stepsDone, Map<String, float[]> values) {
        steps = stepsDone;
        for (Parameter parameter : masked.network().spec().parameters()) {
            NDArray former = weights.put(
                    parameter.name(),
                    DjlNetwork.createChannelsLast(manager, values.get(parameter.name()), parameter.shape()));
            former.close();
        }
        masks.replaceAll((name, array) -> values.get(name).clone());
    }

    @Override
    public void close() {
        manager.close();
    }
}
