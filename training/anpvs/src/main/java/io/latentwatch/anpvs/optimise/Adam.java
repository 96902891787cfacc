package io.latentwatch.anpvs.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam (Kingma and Ba, ICLR 2015) with beta1 0.9, beta2 0.999, epsilon 1e-8, and weight decay coupled to the gradient: the
 * gradient of {@code decay / 2 * |theta|^2}, biases included (training/METHOD.md).
 *
 * <p>DJL's own class keeps its moments to itself; this one can be saved and restored. Epsilon is added to the uncorrected
 * root, as TensorFlow does.
 */
public final class Adam implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final float EPSILON = 1e-8f;
    private static final float NO_CLIPPING = -1f;

    /** Steps between two looks for subnormal numbers. */
    static final int CLEARING = 100;

    private final DjlNetwork network;
    private final float weightDecay;
    private final NDManager manager;
    private final Map<String, NDArray> means = new LinkedHashMap<>();
    private final Map<String, NDArray> variances = new LinkedHashMap<>();
    private long steps;

    /** Without any memory of steps. */
    public Adam(DjlNetwork network, double weightDecay, NDManager parent) {
        this.network = network;
        this.weightDecay = (float) weightDecay;
        this.manager = parent.newSubManager();
        for (Parameter parameter : trained()) {
            means.put(parameter.name(), array(parameter, new float[parameter.size()]));
            variances.put(parameter.name(), array(parameter, new float[parameter.size()]));
        }
    }

    /**
     * Moves the weights along their gradients and sets those to zero.
     *
     * @param largestGradient norm of all gradients together above which they are shortened to it; infinite for no limit
     * @return the norm, before it was shortened
     */
    public double step(double learningRate, double largestGradient) {
        steps++;
        double norm = gradientNorm();
        float kept = (float) Math.min(1, largestGradient / norm);
        float corrected = (float)
                (learningRate * Math.sqrt(1 - Math.pow(BETA2, (double) steps)) / (1 - Math.pow(BETA1, (double) steps)));
        means.forEach((name, mean) -> {
            NDArray weight = network.parameters().get(name);
            try (NDArray gradient = weight.getGradient()) {
                if (kept < 1) {
                    gradient.muli(kept);
                }
                NDList inputs = new NDList(weight, gradient, mean, variances.get(name));
                NDList outputs = new NDList(weight);
                weight.getNDArrayInternal()
                        .adamUpdate(
                                inputs,
                                outputs,
                                (float) learningRate,
                                corrected,
                                weightDecay,
                                1f,
                                NO_CLIPPING,
                                (float) BETA1,
                                (float) BETA2,
                                EPSILON,
                                false,
                                false);
                gradient.muli(0f);
            }
        });
        if (steps % CLEARING == 0) {
            clearSubnormals();
        }
        return norm;
    }

    /**
     * Weights that nothing needs decay towards 0 for ever, and their moments with them: a third of a network's may lie below the smallest normal number (1.2e-38).
     * What they add is lost in any sum, and a processor may take a hundred times as long over each.
     */
    private void clearSubnormals() {
        means.forEach((name, mean) -> {
            network.change(name, Adam::clearSubnormals);
            clearSubnormals(mean);
            clearSubnormals(variances.get(name));
        });
    }

    private static void clearSubnormals(NDArray values) {
        try (NDArray sizes = values.abs();
                NDArray normal = sizes.gte(Float.MIN_NORMAL);
                NDArray factor = normal.toType(DataType.FLOAT32, false)) {
            values.muli(factor);
        }
    }

    /** Euclidean norm of all gradients together, as they are before the next step; NaN or infinite if one of them is. */
    double gradientNorm() {
        double sum = 0;
        for (String name : means.keySet()) {
            try (NDArray gradient = network.parameters().get(name).getGradient();
                    NDArray norm = gradient.norm()) {
                sum += Math.pow(norm.getFloat(), 2);
            }
        }
        return Math.sqrt(sum);
    }

    /** Throws the gradients away, those that are not finite too. */
    void clearGradients() {
        for (String name : means.keySet()) {
            try (NDArray gradient = network.parameters().get(name).getGradient()) {
                gradient.set(new NDIndex("..."), 0f);
            }
        }
    }

    public long steps() {
        return steps;
    }

    /** Copies of the moments, as {@code mean/<parameter>} and {@code variance/<parameter>}. */
    public Map<String, float[]> moments() {
        Map<String, float[]> moments = new LinkedHashMap<>();
        means.forEach((name, array) -> moments.put("mean/" + name, DjlNetwork.values(array)));
        variances.forEach((name, array) -> moments.put("variance/" + name, DjlNetwork.values(array)));
        return moments;
    }

    /** Takes up where another one stood. */
    public void restore(long stepsDone, Map<String, float[]> moments) {
        steps = stepsDone;
        for (Parameter parameter : trained()) {
            replace(means, parameter, moments.get("mean/" + parameter.name()));
            replace(variances, parameter, moments.get("variance/" + parameter.name()));
        }
    }

    @Override
    public void close() {
        manager.close();
    }

    private void replace(Map<String, NDArray> arrays, Parameter parameter, float[] values) {
        NDArray former = arrays.put(parameter.name(), array(parameter, values));
        former.close();
    }

    private List<Parameter> trained() {
        return network.spec().parameters().stream().filter(Parameter::trained).toList();
    }

    private NDArray array(Parameter parameter, float[] values) {
        return DjlNetwork.createChannelsLast(manager, values, parameter.shape());
    }
}
