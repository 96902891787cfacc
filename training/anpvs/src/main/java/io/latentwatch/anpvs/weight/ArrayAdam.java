package io.latentwatch.anpvs.weight;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Adam (beta1 0.9, beta2 0.999, epsilon 1e-8 on the uncorrected root, as TensorFlow has it) for parameters that the tensor
 * library does not hold; no weight decay. Moments are kept in float32, so that a checkpoint holds them exactly.
 */
public final class ArrayAdam {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final Map<String, float[]> means = new LinkedHashMap<>();
    private final Map<String, float[]> variances = new LinkedHashMap<>();
    private long steps;

    /**
     * Without any memory of steps.
     *
     * @param parameters by name; only their sizes are looked at
     */
    public ArrayAdam(Map<String, float[]> parameters) {
        parameters.forEach((name, values) -> {
            means.put(name, new float[values.length]);
            variances.put(name, new float[values.length]);
        });
    }

    /**
     * One step against a gradient.
     *
     * @param gradient by parameter name
     * @param move is given what is to be added to each parameter, by name
     */
    public void step(Map<String, double[]> gradient, double learningRate, BiConsumer<String, double[]> move) {
        steps++;
        double rate =
                learningRate * Math.sqrt(1 - Math.pow(BETA2, (double) steps)) / (1 - Math.pow(BETA1, (double) steps));
        gradient.forEach((name, values) -> {
            float[] mean = means.get(name);
            float[] variance = variances.get(name);
            double[] change = new double[values.length];
            for (int k = 0; k < values.length; k++) {
                mean[k] = (float) (BETA1 * mean[k] + (1 - BETA1) * values[k]);
                variance[k] = (float) (BETA2 * variance[k] + (1 - BETA2) * values[k] * values[k]);
                change[k] = -rate * mean[k] / (Math.sqrt(variance[k]) + EPSILON);
            }
            move.accept(name, change);
        });
    }

    public long steps() {
        return steps;
    }

    /** The moments, as {@code mean/<parameter>} and {@code variance/<parameter>}; the live arrays. */
    public Map<String, float[]> moments() {
        Map<String, float[]> moments = new LinkedHashMap<>();
        means.forEach((name, values) -> moments.put("mean/" + name, values));
        variances.forEach((name, values) -> moments.put("variance/" + name, values));
        return moments;
    }

    /** Takes up where another one stood. */
    public void restore(long stepsDone, Map<String, float[]> moments) {
        steps = stepsDone;
        means.replaceAll((name, values) -> moments.get("mean/" + name).clone());
        variances.replaceAll((name, values) -> moments.get("variance/" + name).clone());
    }
}
