package io.latentwatch.anpvs.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.SomeMasks;
import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.export.OnnxWriter;
import io.latentwatch.anpvs.mask.Masks;
import io.latentwatch.anpvs.masked.GateMode;
import io.latentwatch.anpvs.masked.MaskedNetwork;
import io.latentwatch.anpvs.network.Architectures;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.gradient.CrossEntropy;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputLoss;
import io.latentwatch.evaluation.gradient.KlDivergence;
import io.latentwatch.evaluation.gradient.LogitDifference;
import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.gradient.LogitMargin;
import io.latentwatch.evaluation.gradient.LogitRatio;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputGradientParityTest {
    private static final NetworkSpec SPEC = Architectures.leNet5Caffe(SyntheticImages.SHAPE, 4);
    private static final ImageBatch BATCH = SyntheticImages.batch(16, 1);

    private static Stream<Arguments> losses() {
        float[] probabilities = new float[BATCH.count() * 4];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = 0.1f + 0.1f * (i % 4); // 0.1, 0.2, 0.3, 0.4 for each image
        }
        return Stream.of(
                        new CrossEntropy(),
                        new KlDivergence(probabilities),
                        new LogitMargin(Double.POSITIVE_INFINITY),
                        LogitRatio.untargeted(),
                        new LogitRatio(3),
                        new LogitDifference(3))
                .flatMap(loss -> Stream.of(TieRule.values()).map(ties -> Arguments.of(loss, ties)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void onnxGraphAgreesWithAutomaticDifferentiation(LogitLoss loss, TieRule ties) {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager);
                InputGradient djl = new DjlInputGradient(new MaskedNetwork(network, null), manager);
                InputGradient onnx = OnnxInputGradient.of(
                        GradientGraph.of(OnnxWriter.write(SPEC.deployed(), network.weights(), Map.of()), ties))) {
            InputLoss expected = djl.at(BATCH, loss);
            InputLoss found = onnx.at(BATCH, loss);

            assertThat(found.losses()).containsExactly(expected.losses(), within(1e-5f));
            assertThat(found.gradient())
                    .containsExactly(expected.gradient(), within(1e-6f * largest(expected.gradient())));
            assertThat(found.logits()).containsExactly(expected.logits(), within(1e-5f));
            assertThat(onnx.logits(BATCH)).containsExactly(djl.logits(BATCH), within(1e-5f));
        }
    }

    @Test
    void followsTheWeightsOfTheMoment() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork first = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager);
                DjlNetwork second = DjlNetwork.initialised(SPEC, new SplittableRandom(2), manager)) {
            OnnxGradients gradients = new OnnxGradients(1, TieRule.SHARED);
            gradients.apply(new MaskedNetwork(first, null)).close();
            MaskedNetwork later = new MaskedNetwork(second, null);
            try (InputGradient onnx = gradients.apply(later);
                    InputGradient djl = new DjlInputGradient(later, manager)) {
                float[] expected = djl.at(BATCH).gradient();

                assertThat(onnx.at(BATCH).gradient()).containsExactly(expected, within(1e-6f * largest(expected)));
            }
        }
    }

    /** The graph is of the compacted network, the automatic differentiation of the masked one. */
    @Test
    void agreesOnAPrunedNetworkWhenGatesHaveClosedSinceTheLastStep() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            OnnxGradients gradients = new OnnxGradients(1, TieRule.SHARED);
            Masks open = SomeMasks.of(SPEC, k -> false);
            MaskedNetwork before = new MaskedNetwork(network, open);
            before.setMode(GateMode.TRAINED);
            gradients.apply(before).close();
            MaskedNetwork pruned = new MaskedNetwork(network, SomeMasks.of(SPEC, k -> k % 3 == 1));
            pruned.setMode(GateMode.TRAINED);
            try (InputGradient onnx = gradients.apply(pruned);
                    InputGradient djl = new DjlInputGradient(pruned, manager)) {
                float[] expected = djl.at(BATCH).gradient();

                assertThat(largest(expected)).isPositive();
                assertThat(onnx.at(BATCH).gradient()).containsExactly(expected, within(1e-6f * largest(expected)));
            }
        }
    }

    /** Standardisation and padding, and batch statistics that are not those of a fresh network. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void agreesOnASmallVgg(boolean gatesBeforeBatchNorm) {
        ImageShape shape = new ImageShape(3, 32, 32);
        NetworkSpec spec = gatesBeforeBatchNorm
                ? Architectures.vgg16PreBatchNorm(shape, 3, 0.05)
                : Architectures.vgg16(shape, 3, 0.05);
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork fresh = DjlNetwork.initialised(spec, new SplittableRandom(1), manager)) {
            Map<String, float[]> weights = new LinkedHashMap<>(fresh.weights());
            weights.forEach((name, values) -> {
                if (name.endsWith(".mean") || name.endsWith(".variance")) {
                    for (int k = 0; k < values.length; k++) {
                        values[k] += 0.01f * k;
                    }
                }
            });
            float[] pixels = new float[2 * spec.input().size()];
            SplittableRandom random = new SplittableRandom(3);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (float) random.nextDouble();
            }
            ImageBatch batch = new ImageBatch(spec.input(), pixels, new int[] {0, 2});
            try (DjlNetwork network = DjlNetwork.withWeights(spec, weights, manager)) {
                MaskedNetwork masked = new MaskedNetwork(network, SomeMasks.of(spec, k -> k % 4 == 3));
                masked.setMode(GateMode.FROZEN);
                try (InputGradient onnx = new OnnxGradients(1, TieRule.SHARED).apply(masked);
                        InputGradient djl = new DjlInputGradient(masked, manager)) {
                    float[] expected = djl.at(batch).gradient();

                    assertThat(largest(expected)).isPositive();
                    assertThat(onnx.at(batch).gradient()).containsExactly(expected, within(1e-5f * largest(expected)));
                }
            }
        }
    }

    /** Which activations stay is a constant to the gradient in both. */
    @ParameterizedTest
    @EnumSource(TieRule.class)
    void agreesWhereActivationsArePruned(TieRule ties) {
        NetworkSpec spec = Architectures.leNet5Caffe(SyntheticImages.SHAPE, 4, 0.1);
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(spec, new SplittableRandom(1), manager);
                InputGradient djl = new DjlInputGradient(new MaskedNetwork(network, null), manager);
                InputGradient onnx = OnnxInputGradient.of(
                        GradientGraph.of(OnnxWriter.write(spec.deployed(), network.weights(), Map.of()), ties))) {
            float[] expected = djl.at(BATCH).gradient();
            network.setLayers(spec.withAllActivations());
            float[] unpruned = djl.at(BATCH).gradient();

            assertThat(onnx.at(BATCH).gradient()).containsExactly(expected, within(1e-6f * largest(expected)));
            assertThat(unpruned).isNotEqualTo(expected);
        }
    }

    @Test
    void leavesNoGradientInTheWeights() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            try (InputGradient djl = new DjlInputGradient(new MaskedNetwork(network, null), manager)) {
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
