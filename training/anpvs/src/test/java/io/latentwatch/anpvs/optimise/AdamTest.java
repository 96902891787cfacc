package io.latentwatch.anpvs.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.Layer;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdamTest {
    /** One input, one output: the weight's gradient is the input, the bias's is 1. */
    private static final NetworkSpec SPEC = new NetworkSpec(
            "line", new ImageShape(1, 1, 1), List.of(new Layer.Flatten("flatten"), new Layer.Dense("dense", 1)));

    @Test
    void stepsAsTheAlgorithmSays() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.withWeights(
                        SPEC, Map.of("dense.weight", new float[] {2}, "dense.bias", new float[] {1}), manager);
                Adam adam = new Adam(network, 0.1, manager)) {
            double weight = 2;
            double mean = 0;
            double variance = 0;
            float[] inputs = {3, -1, 0.5f};
            for (int step = 1; step <= inputs.length; step++) {
                backward(network, manager, inputs[step - 1]);
                double norm = adam.step(0.01, Double.POSITIVE_INFINITY);

                assertThat(norm).isCloseTo(Math.hypot(inputs[step - 1], 1), within(1e-6));

                // Kingma and Ba, algorithm 1, with the decay's gradient 0.1 * weight added.
                double gradient = inputs[step - 1] + 0.1 * weight;
                mean = 0.9 * mean + 0.1 * gradient;
                variance = 0.999 * variance + 0.001 * gradient * gradient;
                double corrected = mean / (1 - Math.pow(0.9, step));
                weight -= 0.01 * corrected / (Math.sqrt(variance / (1 - Math.pow(0.999, step))) + 1e-8);
                assertThat((double) network.weights().get("dense.weight")[0]).isCloseTo(weight, within(1e-6));
            }
            assertThat(adam.steps()).isEqualTo(3);
            assertThat((double) adam.moments().get("mean/dense.weight")[0]).isCloseTo(mean, within(1e-6));
            assertThat((double) adam.moments().get("variance/dense.weight")[0]).isCloseTo(variance, within(1e-6));
        }
    }

    /** The gradients 3 and 1 of weight and bias, together sqrt(10) long, shortened to 1. */
    @Test
    void shortensAGradientThatIsLongerThanTheLimit() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.withWeights(
                        SPEC, Map.of("dense.weight", new float[] {2}, "dense.bias", new float[] {1}), manager);
                Adam adam = new Adam(network, 0, manager)) {
            backward(network, manager, 3);

            assertThat(adam.step(0.01, 1)).isCloseTo(Math.sqrt(10), within(1e-6));
            assertThat((double) adam.moments().get("mean/dense.weight")[0])
                    .isCloseTo(0.1 * 3 / Math.sqrt(10), within(1e-7));
            assertThat((double) adam.moments().get("mean/dense.bias")[0]).isCloseTo(0.1 / Math.sqrt(10), within(1e-7));
        }
    }

    @Test
    void setsSubnormalNumbersToZero() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.withWeights(
                        SPEC, Map.of("dense.weight", new float[] {1e-39f}, "dense.bias", new float[] {1}), manager);
                Adam adam = new Adam(network, 0, manager)) {
            for (int step = 1; step <= Adam.CLEARING; step++) {
                backward(network, manager, 0); // no gradient for the weight
                assertThat(network.weights().get("dense.weight")[0]).isEqualTo(1e-39f);
                adam.step(0.01, Double.POSITIVE_INFINITY);
            }
            assertThat(network.weights().get("dense.weight")[0]).isZero();
            assertThat(network.weights().get("dense.bias")[0]).isNotZero();
        }
    }

    private static void backward(DjlNetwork network, NDManager manager, float input) {
        try (NDManager scratch = manager.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray image = scratch.create(new float[] {input}).reshape(1, 1, 1, 1);
            collector.backward(network.logits(image, Map.of()).sum());
        }
    }
}
