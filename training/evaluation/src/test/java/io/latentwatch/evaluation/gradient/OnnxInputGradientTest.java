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
import org.junit.jupiter.params.provider.ValueSource;

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
                                .build(3)),
                new Network("means, normalisation, attention of channels", means()),
                new Network("pools that overlap", pools()),
                new Network("what moves numbers", moves()),
                new Network("arithmetic", arithmetic()),
                new Network("medians", medians(3)));
    }

    /** The functions of one number, each in a network of its own: where they bend, differences mean nothing. */
    private static Stream<Network> activations() {
        return Stream.of(
                        "Abs",
                        "Clip",
                        "Elu",
                        "Erf",
                        "HardSigmoid",
                        "HardSwish",
                        "LeakyRelu",
                        "PRelu",
                        "Selu",
                        "Sigmoid",
                        "Softplus",
                        "Tanh")
                .map(function -> new Network(function, activation(function)));
    }

    private static ModelProto activation(String function) {
        List<String> inputs = switch (function) {
            case "PRelu" -> List.of("wide", "slope");
            case "Clip" -> List.of("wide", "lowest", "highest");
            default -> List.of("wide");
        };
        return new SmallModel(5, 1, 8, 8)
                .weights("conv.weight", 2, 1, 3, 3)
                .weights("slope", new float[] {0.2f, -0.3f}, 2, 1, 1)
                .weights("lowest", new float[] {-0.8f})
                .weights("highest", new float[] {0.9f})
                .weights("scale", new float[] {1.5f})
                .weights("dense.weight", 2 * 36, 3)
                .node("Conv", List.of("image", "conv.weight"), "conv")
                .node("Mul", List.of("conv", "scale"), "wide")
                .node(function, inputs, "after")
                .node("Flatten", List.of("after"), "flat")
                .node("Gemm", List.of("flat", "dense.weight"), "logits")
                .build(3);
    }

    private static ModelProto means() {
        return new SmallModel(6, 1, 8, 8)
                .weights("conv.weight", 4, 1, 3, 3)
                .weights("norm.scale", new float[] {1, 2, -1, 0.5f}, 4)
                .weights("norm.bias", 4)
                .weights("norm.mean", 4)
                .weights("norm.variance", new float[] {0.3f, 1, 2, 0.7f}, 4)
                .weights("squeeze.weight", 4, 4, 1, 1)
                .weights("dense.weight", 4, 3)
                .node("Conv", List.of("image", "conv.weight"), "conv", integers("pads", 1, 1, 1, 1))
                .node(
                        "BatchNormalization",
                        List.of("conv", "norm.scale", "norm.bias", "norm.mean", "norm.variance"),
                        "norm")
                .node(
                        "AveragePool",
                        List.of("norm"),
                        "pool",
                        integers("kernel_shape", 3, 3),
                        integers("strides", 2, 2),
                        integers("pads", 1, 1, 1, 1))
                .node("Relu", List.of("pool"), "relu")
                .node("GlobalAveragePool", List.of("relu"), "means")
                .node("Conv", List.of("means", "squeeze.weight"), "squeezed")
                .node("Sigmoid", List.of("squeezed"), "gates")
                .node("Mul", List.of("relu", "gates"), "attended")
                .node(
                        "AveragePool",
                        List.of("attended"),
                        "again",
                        integers("kernel_shape", 2, 2),
                        integers("pads", 0, 1, 0, 1),
                        integer("count_include_pad", 1))
                .node("ReduceMean", List.of("again"), "features", integers("axes", -2, -1), integer("keepdims", 0))
                .weights("large", new float[] {30})
                .node("Mul", List.of("features", "large"), "enlarged")
                .node("Gemm", List.of("enlarged", "dense.weight"), "logits")
                .build(3);
    }

    private static ModelProto pools() {
        return new SmallModel(7, 1, 8, 8)
                .weights("conv.weight", 3, 1, 3, 3)
                .weights("dense.weight", 3 * 9, 3)
                .node("Conv", List.of("image", "conv.weight"), "conv", integers("pads", 1, 1, 1, 1))
                .node(
                        "MaxPool",
                        List.of("conv"),
                        "first",
                        integers("kernel_shape", 3, 3),
                        integers("strides", 2, 2),
                        integers("pads", 1, 1, 1, 1))
                .node("MaxPool", List.of("first"), "second", integers("kernel_shape", 2, 2))
                .node("Flatten", List.of("second"), "flat")
                .node("Gemm", List.of("flat", "dense.weight"), "logits")
                .build(3);
    }

    /** Two halves of the channels change places between a split and a concatenation; one part of a split is not used. */
    private static ModelProto moves() {
        return new SmallModel(8, 1, 8, 8)
                .weights("conv.weight", 6, 1, 3, 3)
                .shape("sizes", 2, 3, 1)
                .shape("pads", 0, 0, 1, 0, 0, 0, 0, 2)
                .shape("last", -1)
                .shape("vector", 0, -1)
                .weights("dense.weight", 5 * 7 * 8, 3)
                .node("Conv", List.of("image", "conv.weight"), "conv")
                .nodeWithOutputs(
                        "Split", List.of("conv", "sizes"), List.of("left", "right", "unused"), integer("axis", 1))
                .node("Concat", List.of("right", "left"), "swapped", integer("axis", -3))
                .node("Dropout", List.of("swapped"), "kept")
                .node("Pad", List.of("kept", "pads"), "padded")
                .node("Transpose", List.of("padded"), "turned", integers("perm", 0, 2, 3, 1))
                .node("Unsqueeze", List.of("turned", "last"), "longer")
                .node("Squeeze", List.of("longer", "last"), "shorter")
                .node("Relu", List.of("shorter"), "relu")
                .node("Reshape", List.of("relu", "vector"), "flat")
                .node("MatMul", List.of("flat", "dense.weight"), "logits")
                .build(3);
    }

    /** Both tensors depend on the image and one repeats along an axis. */
    private static ModelProto arithmetic() {
        return new SmallModel(9, 1, 8, 8)
                .weights("conv.weight", 2, 1, 3, 3)
                .weights("row.weight", 2, 1, 8, 3)
                .weights("one", new float[] {1})
                .weights("dense.weight", 2 * 36, 3)
                .node("Conv", List.of("image", "conv.weight"), "map")
                .node("Conv", List.of("image", "row.weight"), "row")
                .node("Neg", List.of("row"), "negative")
                .node("Exp", List.of("negative"), "positive")
                .node("Add", List.of("positive", "one"), "above")
                .node("Sqrt", List.of("above"), "root")
                .node("Sub", List.of("map", "root"), "difference")
                .node("Div", List.of("difference", "above"), "quotient")
                .node("Flatten", List.of("quotient"), "flat")
                .node("Gemm", List.of("flat", "dense.weight"), "logits")
                .build(3);
    }

    /** Of a pixel and its neighbours above, to the left and between; of four numbers the middle two are what the extremes leave of the sum. */
    private static ModelProto medians(long seed) {
        return new SmallModel(seed, 1, 8, 8)
                .shape("zero", 0)
                .shape("one", 1)
                .shape("seven", 7)
                .shape("minus7", -7)
                .shape("end", Integer.MAX_VALUE)
                .shape("rows", 2)
                .shape("columns", -1)
                .weights("dense.weight", 64, 3)
                .node("Slice", List.of("image", "zero", "one", "rows"), "top")
                .node("Slice", List.of("image", "zero", "seven", "rows"), "upper")
                .node("Concat", List.of("top", "upper"), "above", integer("axis", 2))
                .node("Slice", List.of("image", "minus7", "end", "columns"), "right")
                .node("Slice", List.of("image", "seven", "end", "columns", "one"), "last")
                .node("Concat", List.of("right", "last"), "beside", integer("axis", 3))
                .node("Min", List.of("image", "above", "beside"), "least")
                .node("Max", List.of("image", "above", "beside"), "largest")
                .node("Sum", List.of("image", "above", "beside"), "sum")
                .node("Sub", List.of("sum", "least"), "rest")
                .node("Sub", List.of("rest", "largest"), "median")
                .node("Flatten", List.of("median"), "flat")
                .node("Gemm", List.of("flat", "dense.weight"), "logits")
                .build(3);
    }

    /** On an image of one grey the median of three moves by what all move: each of the three shares of 1 - 1/3 - 1/3. */
    @Test
    void equalNumbersShareTheGradientOfAnExtreme() {
        ImageBatch grey = new ImageBatch(new ImageShape(1, 8, 8), new float[64], new int[] {0});
        Arrays.fill(grey.pixels(), 0.5f);
        try (OnnxInputGradient gradient = OnnxInputGradient.of(GradientGraph.of(medians(3), TieRule.FIRST))) {
            float[] step = new float[64];
            Arrays.fill(step, 0.51f);
            LogitDifference loss = new LogitDifference(1);
            InputLoss found = gradient.at(grey, loss);
            double sum = 0;
            for (float slope : found.gradient()) {
                sum += slope;
            }
            float moved = gradient.at(grey.withPixels(step), loss).losses()[0];

            assertThat(sum).isCloseTo((moved - found.losses()[0]) / 0.01, within(1e-3));
            assertThat(Math.abs(sum)).isGreaterThan(0.1);
        }
    }

    @ParameterizedTest
    @MethodSource({"networks", "activations"})
    void agreesWithFiniteDifferences(Network network) {
        requireAgreementWithFiniteDifferences(network.model(), 0.05);
    }

    private static void requireAgreementWithFiniteDifferences(ModelProto model, double least) {
        ImageBatch batch = noise(2, 7);
        try (OnnxInputGradient gradient = OnnxInputGradient.of(GradientGraph.of(model, TieRule.FIRST))) {
            float[] found = gradient.at(batch).gradient();

            double[] errors = new double[found.length];
            for (int pixel = 0; pixel < found.length; pixel++) {
                float step = 1e-3f;
                double difference =
                        (loss(gradient, batch, pixel, step) - loss(gradient, batch, pixel, -step)) / (2 * step);
                errors[pixel] = Math.abs(found[pixel] - difference);
            }
            Arrays.sort(errors);
            // The rounding of a loss, over the step, is up to 1e-4 of the loss. A few steps cross a kink of a ReLU or a
            // pool, where differences mean nothing.
            double loss = Math.max(
                    1,
                    Math.max(gradient.at(batch).losses()[0], gradient.at(batch).losses()[1]));
            assertThat(errors[(int) (0.95 * errors.length)]).isLessThan(5e-4 * loss);
            assertThat(Arrays.stream(toDoubles(found)).map(Math::abs).max().orElse(0))
                    .isGreaterThan(least);
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

    /** With logits 150 apart the softmax is 0 and 1 in float32, and no gradient would come through it. */
    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void aSoftmaxAtTheEndIsCutOff(long axis) {
        float[] weights = {100, -50, 0, 1, 2, 3, -1, 1, 0, 2, 0, 1};
        ImageBatch batch = new ImageBatch(new ImageShape(1, 2, 2), new float[] {1, 0, 0, 0}, new int[] {0});
        ModelProto plain = linearToLogits(weights).build(3);
        SmallModel probable =
                linearToLogits(weights).node("Softmax", List.of("logits"), "probabilities", integer("axis", axis));
        ModelProto.Builder withSoftmax = probable.build(3).toBuilder();
        withSoftmax.getGraphBuilder().getOutputBuilder(0).setName("probabilities");
        LogitDifference loss = new LogitDifference(2);

        try (OnnxInputGradient expected = OnnxInputGradient.of(GradientGraph.of(plain, TieRule.FIRST));
                OnnxInputGradient found = OnnxInputGradient.of(GradientGraph.of(withSoftmax.build(), TieRule.FIRST))) {
            assertThat(found.logits(batch)).containsExactly(100, -50, 0);
            // The difference of the columns 2 and 0, or its negative: 100, 2, 1, 1 in absolute values.
            assertThat(found.at(batch, loss).gradient())
                    .containsExactly(expected.at(batch, loss).gradient())
                    .satisfies(gradient -> assertThat(Math.abs(gradient[0])).isEqualTo(100));
            assertThat(found.at(batch).losses())
                    .containsExactly(expected.at(batch).losses());
        }
    }

    private static SmallModel linearToLogits(float[] weights) {
        return new SmallModel(1, 1, 2, 2)
                .weights("weights", weights, 4, 3)
                .node("Flatten", List.of("image"), "flat")
                .node("Gemm", List.of("flat", "weights"), "logits");
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

    /** A loss of which nothing is said before the logits are known takes a run forward and one backward, with the same answer. */
    @ParameterizedTest
    @MethodSource("networks")
    void givesTheSameInTwoRuns(Network network) {
        ImageBatch batch = noise(3, 23);
        CrossEntropy foreseen = new CrossEntropy();
        LogitLoss unforeseen = (image, label, logits, slope) -> foreseen.at(image, label, logits, slope);
        try (OnnxInputGradient gradient = OnnxInputGradient.of(GradientGraph.of(network.model(), TieRule.FIRST))) {
            InputLoss one = gradient.at(batch);
            InputLoss two = gradient.at(batch, unforeseen);

            assertThat(two.logits()).containsExactly(one.logits(), within(1e-5f));
            assertThat(two.losses()).containsExactly(one.losses(), within(1e-5f));
            float largest = 0;
            for (float value : one.gradient()) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(two.gradient()).containsExactly(one.gradient(), within(1e-5f * largest));
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
                .node("Floor", List.of("image"), "squashed")
                .node("Flatten", List.of("squashed"), "logits")
                .build(4);

        assertThatThrownBy(() -> GradientGraph.of(model, TieRule.FIRST))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll("squashed", "Floor", "Conv", "MaxPool");
    }

    /** Of a network that has no gradient, who only asks gets answers, and who wants one learns of the node. */
    @Test
    void answersWhereThereIsNoGradient() {
        ModelProto model = new SmallModel(1, 1, 2, 2)
                .node("Floor", List.of("image"), "squashed")
                .node("Flatten", List.of("squashed"), "numbers")
                .node("Softmax", List.of("numbers"), "logits")
                .build(4);
        ImageBatch batch = new ImageBatch(new ImageShape(1, 2, 2), new float[] {0, 1, 0.5f, 1}, new int[] {1});
        try (InputGradient network = InputGradients.of(model.toByteArray())) {
            assertThat(network.logits(batch)).containsExactly(0, 1, 0, 1);
            assertThatThrownBy(() -> network.at(batch))
                    .isInstanceOf(UnsupportedModelException.class)
                    .hasMessageContainingAll("squashed", "Floor", "square", "--source-model");
        }
        assertThatThrownBy(() -> InputGradients.of(new byte[] {1, 2, 3}))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("expected an ONNX model");
    }

    @Test
    void refusesPoolsWhoseLastWindowHangsOver() {
        ModelProto model = new SmallModel(1, 1, 5, 5)
                .node(
                        "MaxPool",
                        List.of("image"),
                        "pool",
                        integers("kernel_shape", 2, 2),
                        integers("strides", 2, 2),
                        integer("ceil_mode", 1))
                .node("Flatten", List.of("pool"), "logits")
                .build(9);

        assertThatThrownBy(() -> GradientGraph.of(model, TieRule.FIRST))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll("pool", "ceil_mode 0", "ceil_mode 1");
    }

    /** A flat image: every cell of every window ties. */
    @Test
    void overlappingWindowsGiveTheirGradientToOneCellOrToAll() {
        ModelProto model = new SmallModel(1, 1, 3, 3)
                .weights("sum", new float[] {1, 0, 1, 0, 1, 0, 1, 0}, 4, 2)
                .node("MaxPool", List.of("image"), "pool", integers("kernel_shape", 2, 2))
                .node("Flatten", List.of("pool"), "flat")
                .node("Gemm", List.of("flat", "sum"), "logits")
                .build(2);
        ImageBatch flat = new ImageBatch(new ImageShape(1, 3, 3), new float[9], new int[] {1});

        assertThat(logitGradient(model, flat, TieRule.FIRST)).containsExactly(1, 1, 0, 1, 1, 0, 0, 0, 0);
        assertThat(logitGradient(model, flat, TieRule.SHARED)).containsExactly(1, 2, 1, 2, 4, 2, 1, 2, 1);
    }

    private static float[] logitGradient(ModelProto model, ImageBatch batch, TieRule ties) {
        try (OnnxInputGradient gradient = OnnxInputGradient.of(GradientGraph.of(model, ties))) {
            return gradient.at(batch, new LogitDifference(0)).gradient();
        }
    }

    /** Operators whose axes were an attribute once, and one that is new. */
    @ParameterizedTest
    @ValueSource(longs = {12, 20})
    void writesEachVersionOfTheOperatorsAsItIs(long opset) {
        SmallModel model = new SmallModel(10, 1, 8, 8)
                .weights("conv.weight", 2, 1, 3, 3)
                .weights("row.weight", 2, 1, 8, 3)
                .shape("axes", 2, 3)
                .weights("dense.weight", 2, 3)
                .node("Conv", List.of("image", "conv.weight"), "map")
                .node("Conv", List.of("image", "row.weight"), "row")
                .node("Mul", List.of("map", "row"), "product");
        ModelProto newest = opset == 20
                ? model.node("Gelu", List.of("product"), "curved")
                        .node("ReduceMean", List.of("curved", "axes"), "means", integer("keepdims", 0))
                        .node("Gemm", List.of("means", "dense.weight"), "logits")
                        .build(3)
                : model.node("ReduceMean", List.of("product"), "means", integers("axes", 2, 3), integer("keepdims", 0))
                        .node("Gemm", List.of("means", "dense.weight"), "logits")
                        .build(3);
        ModelProto ofThatVersion = newest.toBuilder()
                .setOpsetImport(0, newest.getOpsetImport(0).toBuilder().setVersion(opset))
                .setIrVersion(opset == 20 ? 9 : 7)
                .build();

        requireAgreementWithFiniteDifferences(ofThatVersion, 0.002);
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
