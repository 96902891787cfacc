package io.latentwatch.evaluation.gradient;

import static io.latentwatch.evaluation.SmallModel.integer;
import static io.latentwatch.evaluation.SmallModel.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxInputGradientTest {
    private record Network(String name, ModelProto model) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Every operator for which there is a rule, in the ways that exporters use it. */
    private static Stream<Network> networks() {
        return Stream.of(
                new Network("convolution, pool, Gemm", SmallModel.convolutional(1)),
                new Network(
                        "Reshape, MatMul, Add, two layers",
                        new SmallModel(2, 1, 8, 8)
                                .shape("vector", 0, -1)
                                .weights("first.weight", 64, 10)
                                .weights("first.bias", 10)
                                .weights("second.weight", 10, 3)
                                .node("Reshape", List.of("image", "vector"), "flat")
                                .node("MatMul", List.of("flat", "first.weight"), "product")
                                .node("Add", List.of("product", "first.bias"), "sum")
                                .node("Relu", List.of("sum"), "relu")
                                .node("Gemm", List.of("relu", "second.weight"), "logits")
                                .build(3)),
                new Network(
                        "strides and dilations that leave rows over",
                        new SmallModel(4, 1, 8, 8)
                                .weights("first.weight", 4, 1, 3, 2)
                                .weights("second.weight", 2, 4, 2, 2)
                                .weights("dense.weight", 2, 3)
                                .node("Conv", List.of("image", "first.weight"), "first", integers("strides", 2, 3))
                                .node("Relu", List.of("first"), "relu")
                                .node(
                                        "Conv",
                                        List.of("relu", "second.weight"),
                                        "second",
                                        integers("strides", 1, 2),
                                        integers("dilations", 2, 1))
                                .node("Flatten", List.of("second"), "flat")
                                .node("Gemm", List.of("flat", "dense.weight"), "logits")
                                .build(3)),
                new Network(
                        "strides, padding, groups, a branch that is added again",
                        new SmallModel(3, 1, 8, 8)
                                .weights("first.weight", 4, 1, 3, 3)
                                .weights("second.weight", 4, 2, 3, 3)
                                .weights("dense.weight", 3, 64)
                                .node(
                                        "Conv",
                                        List.of("image", "first.weight"),
                                        "first",
                                        integers("strides", 2, 2),
                                        integers("pads", 1, 1, 1, 1))
                                .node("Relu", List.of("first"), "relu")
                                .node(
                                        "Conv",
                                        List.of("relu", "second.weight"),
                                        "second",
                                        integer("group", 2),
                                        integers("pads", 1, 1, 1, 1))
                                .node("Add", List.of("second", "relu"), "sum")
                                .node("Flatten", List.of("sum"), "flat")
                                .node("Gemm", List.of("flat", "dense.weight"), "logits", integer("transB", 1))
                                .build(3)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void agreesWithFiniteDifferences(Network network) {
        ImageBatch batch = noise(2, 7);
        try (OnnxInputGradient gradient = OnnxInputGradient.of(GradientGraph.of(network.model(), TieRule.FIRST))) {
            float[] found = gradient.at(batch).gradient();

            double[] errors = new double[found.length];
            for (int pixel = 0; pixel < found.length; pixel++) {
                float step = 1e-3f;
                double difference =
                        (loss(gradient, batch, pixel, step) - loss(gradient, batch, pixel, -step)) / (2 * step);
                errors[pixel] = Math.abs(found[pixel] - difference);
            }
            Arrays.sort(errors);
            // Losses are floats of about 1: their rounding is up to 1e-7, over the step 1e-4. A few steps cross a kink
            // of a
            // ReLU or a pool, where differences mean nothing.
            assertThat(errors[(int) (0.95 * errors.length)]).isLessThan(5e-4);
            assertThat(Arrays.stream(toDoubles(found)).map(Math::abs).max().orElse(0))
                    .isGreaterThan(0.05);
        }
    }

    /** Of a linear network: the gradient is W (p - y) with p = softmax(x W). */
    @ParameterizedTest
    @EnumSource(TieRule.class)
    void agreesWithTheClosedFormOfALinearNetwork(TieRule ties) {
        float[] weights = {1, -1, 0.5f, 2, 0, -0.5f, -1, 1, 1, 0.25f, -2, 3};
        ModelProto model = new SmallModel(1, 1, 2, 2)
                .weights("weights", weights, 4, 3)
                .node("Flatten", List.of("image"), "flat")
                .node("Gemm", List.of("flat", "weights"), "logits")
                .build(3);
        float[] x = {0.1f, 0.9f, 0.4f, 0.7f};
        double[] logits = new double[3];
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < 4; i++) {
                logits[k] += x[i] * weights[3 * i + k];
            }
        }
        double sum = Arrays.stream(logits).map(Math::exp).sum();

        try (OnnxInputGradient gradient = OnnxInputGradient.of(GradientGraph.of(model, ties))) {
            InputLoss loss = gradient.at(new ImageBatch(new ImageShape(1, 2, 2), x, new int[] {1}));

            assertThat((double) loss.losses()[0]).isCloseTo(Math.log(sum) - logits[1], within(1e-6));
            for (int i = 0; i < 4; i++) {
                double expected = 0;
                for (int k = 0; k < 3; k++) {
                    expected += weights[3 * i + k] * (Math.exp(logits[k]) / sum - (k == 1 ? 1 : 0));
                }
                assertThat((double) loss.gradient()[i]).isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void bothTieRulesAgreeWhereNothingTies() {
        ImageBatch batch = noise(5, 11);
        try (OnnxInputGradient first =
                        OnnxInputGradient.of(GradientGraph.of(SmallModel.convolutional(4), TieRule.FIRST));
                OnnxInputGradient shared =
                        OnnxInputGradient.of(GradientGraph.of(SmallModel.convolutional(4), TieRule.SHARED))) {
            assertThat(shared.at(batch).gradient())
                    .containsExactly(first.at(batch).gradient(), within(1e-6f));
        }
    }

    @Test
    void givesAnImageTheSameGradientWhateverElseIsInTheBatch() {
        ImageBatch batch = noise(3, 13);
        try (OnnxInputGradient gradient =
                OnnxInputGradient.of(GradientGraph.of(SmallModel.convolutional(5), TieRule.FIRST))) {
            float[] alone = gradient.at(batch.slice(1, 1)).gradient();

            float[] together = Arrays.copyOfRange(gradient.at(batch).gradient(), 64, 128);
            assertThat(together).containsExactly(alone, within(1e-6f));
        }
    }

    @Test
    void takesNewWeightsWithoutAnotherDerivation() {
        GradientGraph graph = GradientGraph.of(SmallModel.convolutional(6), TieRule.FIRST);
        float[] zeros = new float[3 * 36];
        try (OnnxInputGradient gradient =
                OnnxInputGradient.of(graph.withWeights(Map.of("dense.weight", zeros, "dense.bias", new float[3])))) {
            InputLoss loss = gradient.at(noise(1, 17));

            assertThat(loss.losses()[0]).isCloseTo((float) Math.log(3), within(1e-6f));
            assertThat(loss.gradient()).containsOnly(0f);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void keepsTheLogitsOfTheClassifier(Network network) {
        ImageBatch batch = noise(2, 19);
        try (OnnxClassifier classifier = OnnxClassifier.of(network.model().toByteArray());
                OnnxInputGradient gradient = OnnxInputGradient.of(GradientGraph.of(network.model(), TieRule.FIRST))) {
            float[] logits = classifier.logits(batch);
            double sum = Math.exp(logits[0]) + Math.exp(logits[1]) + Math.exp(logits[2]);

            assertThat(gradient.logits(batch)).containsExactly(logits, within(1e-6f));
            assertThat(gradient.at(batch).logits()).containsExactly(logits, within(1e-5f));
            assertThat((double) gradient.at(batch).losses()[0])
                    .isCloseTo(Math.log(sum) - logits[batch.labels()[0]], within(1e-5));
        }
    }

    /** z2 - z0 of a linear network has the gradient w2 - w0, and the margin the same where 2 is the largest other class. */
    @Test
    void takesLossesWhoseSlopeNeedsTheLogitsAndLossesWhoseSlopeDoesNot() {
        float[] weights = new float[3 * 64];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i % 7 - 3;
        }
        ImageBatch batch = new ImageBatch(new ImageShape(1, 8, 8), new float[64], new int[] {0});
        try (OnnxInputGradient gradient = OnnxInputGradient.of(
                GradientGraph.of(SmallModel.linear(weights, new float[] {5, 1, 2}), TieRule.FIRST))) {
            float[] expected = new float[64];
            for (int i = 0; i < 64; i++) {
                expected[i] = weights[128 + i] - weights[i];
            }
            InputLoss difference = gradient.at(batch, new LogitDifference(2));
            InputLoss margin = gradient.at(batch, new LogitMargin(Double.POSITIVE_INFINITY));

            assertThat(difference.gradient()).containsExactly(expected, within(1e-6f));
            assertThat(margin.gradient()).containsExactly(expected, within(1e-6f));
            assertThat(difference.losses()).containsExactly(new float[] {2 - 5}, within(1e-6f));
            assertThat(margin.losses()).containsExactly(new float[] {2 - 5}, within(1e-6f));
        }
    }

    @Test
    void refusesAnUnknownOperatorByName() {
        ModelProto model = new SmallModel(1, 1, 2, 2)
                .node("Erf", List.of("image"), "squashed")
                .node("Flatten", List.of("squashed"), "logits")
                .build(4);

        assertThatThrownBy(() -> GradientGraph.of(model, TieRule.FIRST))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll("squashed", "Erf", "Conv", "MaxPool");
    }

    @Test
    void refusesPoolsThatOverlap() {
        ModelProto model = new SmallModel(1, 1, 4, 4)
                .node("MaxPool", List.of("image"), "pool", integers("kernel_shape", 2, 2), integers("strides", 1, 1))
                .node("Flatten", List.of("pool"), "logits")
                .build(9);

        assertThatThrownBy(() -> GradientGraph.of(model, TieRule.FIRST))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll("pool", "strides equal to the kernel", "[2, 2]", "[1, 1]");
    }

    @Test
    void refusesLabelsAndShapesThatTheNetworkDoesNotHave() {
        try (OnnxInputGradient gradient =
                OnnxInputGradient.of(GradientGraph.of(SmallModel.convolutional(1), TieRule.FIRST))) {
            assertThatThrownBy(() -> gradient.at(new ImageBatch(new ImageShape(1, 8, 8), new float[64], new int[] {3})))
                    .hasMessageContainingAll("label below 3", "found 3");
            assertThatThrownBy(() -> gradient.at(new ImageBatch(new ImageShape(1, 4, 4), new float[16], new int[] {0})))
                    .hasMessageContainingAll("8, 8", "4, 4");
        }
    }

    private static double[] toDoubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    private static double loss(OnnxInputGradient gradient, ImageBatch batch, int pixel, float step) {
        float[] moved = batch.pixels().clone();
        moved[pixel] += step;
        return gradient.at(batch.withPixels(moved))
                .losses()[pixel / batch.shape().size()];
    }

    private static ImageBatch noise(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] pixels = new float[count * 64];
        int[] labels = new int[count];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble();
        }
        for (int i = 0; i < count; i++) {
            labels[i] = i % 3;
        }
        return new ImageBatch(new ImageShape(1, 8, 8), pixels, labels);
    }
}
