package io.latentwatch.anpvs.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.export.OnnxWriter;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputLoss;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InputGradientParityTest {
    private static final NetworkSpec SPEC = NetworkSpec.leNet5Caffe(SyntheticImages.SHAPE, 3);
    private static final ImageBatch BATCH = SyntheticImages.batch(16, 1);

    @ParameterizedTest
    @EnumSource(TieRule.class)
    void onnxGraphAgreesWithAutomaticDifferentiation(TieRule ties) {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager);
                InputGradient djl = new DjlInputGradient(network, manager);
                InputGradient onnx = OnnxInputGradient.of(
                        GradientGraph.of(OnnxWriter.write(SPEC, network.weights(), Map.of()), ties))) {
            InputLoss expected = djl.at(BATCH);
            InputLoss found = onnx.at(BATCH);

            assertThat(found.losses()).containsExactly(expected.losses(), within(1e-5f));
            assertThat(found.gradient())
                    .containsExactly(expected.gradient(), within(1e-6f * largest(expected.gradient())));
        }
    }

    @Test
    void followsTheWeightsOfTheMoment() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork first = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager);
                DjlNetwork second = DjlNetwork.initialised(SPEC, new SplittableRandom(2), manager)) {
            OnnxAdversary adversary = new OnnxAdversary(first, 1);
            try (InputGradient onnx = adversary.apply(second);
                    InputGradient djl = new DjlInputGradient(second, manager)) {
                float[] expected = djl.at(BATCH).gradient();

                assertThat(onnx.at(BATCH).gradient()).containsExactly(expected, within(1e-6f * largest(expected)));
            }
        }
    }

    @Test
    void leavesNoGradientInTheWeights() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            try (InputGradient djl = new DjlInputGradient(network, manager)) {
                djl.at(BATCH);
            }
            for (Map.Entry<String, NDArray> parameter : network.parameters().entrySet()) {
                try (NDArray gradient = parameter.getValue().getGradient()) {
                    assertThat(gradient.abs().sum().getFloat())
                            .as(parameter.getKey())
                            .isZero();
                }
            }
        }
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
