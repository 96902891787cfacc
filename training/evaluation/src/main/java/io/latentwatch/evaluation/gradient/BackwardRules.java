package io.latentwatch.evaluation.gradient;

import static io.latentwatch.evaluation.gradient.BackwardWriter.integers;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One rule for each operator that we can differentiate; a new operator is a new line in the table and its method. */
final class BackwardRules {
    private static final double BATCH_NORMALIZATION_EPSILON = 1e-5;

    private static final Map<String, BackwardRule> RULES = new TreeMap<>(Map.ofEntries(
            Map.entry("Abs", PointwiseRules::abs),
            Map.entry("Add", ArithmeticRules::add),
            Map.entry("AveragePool", PoolRules::averagePool),
            Map.entry("BatchNormalization", BackwardRules::batchNormalization),
            Map.entry("Clip", PointwiseRules::clip),
            Map.entry("Concat", LayoutRules::concat),
            Map.entry("Conv", BackwardRules::conv),
            Map.entry("Div", ArithmeticRules::divide),
            Map.entry("Dropout", LayoutRules::dropout),
            Map.entry("Elu", PointwiseRules::elu),
            Map.entry("Erf", PointwiseRules::erf),
            Map.entry("Exp", PointwiseRules::exp),
            Map.entry("Flatten", LayoutRules::reshape),
            Map.entry("Gather", GatherRule::write),
            Map.entry("Gelu", PointwiseRules::gelu),
            Map.entry("Gemm", BackwardRules::gemm),
            Map.entry("GlobalAveragePool", PoolRules::globalAveragePool),
            Map.entry("HardSigmoid", PointwiseRules::hardSigmoid),
            Map.entry("HardSwish", PointwiseRules::hardSwish),
            Map.entry("Identity", LayoutRules::identity),
            Map.entry("LayerNormalization", LayerNormalizationRule::write),
            Map.entry("LeakyRelu", PointwiseRules::leakyRelu),
            Map.entry("MatMul", BackwardRules::matMul),
            Map.entry("Max", ArithmeticRules::extreme),
            Map.entry("MaxPool", PoolRules::maxPool),
            Map.entry("Min", ArithmeticRules::extreme),
            Map.entry("Mul", ArithmeticRules::multiply),
            Map.entry("Neg", PointwiseRules::neg),
            Map.entry("PRelu", PointwiseRules::pRelu),
            Map.entry("Pad", LayoutRules::pad),
            Map.entry("ReduceMean", PoolRules::reduceMean),
            Map.entry("Relu", PointwiseRules::relu),
            Map.entry("Reshape", LayoutRules::reshape),
            Map.entry("Selu", PointwiseRules::selu),
            Map.entry("Sigmoid", PointwiseRules::sigmoid),
            Map.entry("Slice", LayoutRules::slice),
            Map.entry("Softplus", PointwiseRules::softplus),
            Map.entry("Split", LayoutRules::split),
            Map.entry("Sqrt", PointwiseRules::sqrt),
            Map.entry("Squeeze", LayoutRules::reshape),
            Map.entry("Sub", ArithmeticRules::subtract),
            Map.entry("Sum", ArithmeticRules::add),
            Map.entry("Tanh", PointwiseRules::tanh),
            Map.entry("Transpose", LayoutRules::transpose),
            Map.entry("Unsqueeze", LayoutRules::reshape)));

    private BackwardRules() {}

    static boolean knows(NodeProto node) {
        return node.getDomain().isEmpty() && RULES.containsKey(node.getOpType());
    }

    static BackwardRule of(NodeProto node) {
        BackwardRule rule = RULES.get(node.getOpType());
        if (!knows(node)) {
            throw new UnsupportedModelException(
                    "node '%s': the gradient of operator %s%s is not known, only those of %s; export the network with these"
                            .formatted(
                                    node.getName(),
                                    node.getDomain().isEmpty() ? "" : node.getDomain() + ".",
                                    node.getOpType(),
                                    RULES.keySet()));
        }
        return rule;
    }

    /** A convolution's adjoint is the transposed convolution with the same weights. */
    private static void conv(NodeProto node, String gradient, BackwardWriter graph) {
        requireOtherInputsConstant(node, graph);
        requireNoAutomaticPadding(node);
        List<AttributeProto> attributes = new ArrayList<>();
        for (AttributeProto attribute : node.getAttributeList()) {
            if (!attribute.getName().equals("auto_pad")) {
                attributes.add(attribute);
            }
        }
        if (!ones(attribute(node, "strides"))) {
            attributes.add(integers("output_padding", leftOver(node, graph)));
        }
        graph.contribute(
                node.getInput(0),
                graph.add(
                        "ConvTranspose",
                        List.of(gradient, node.getInput(1)),
                        attributes.toArray(AttributeProto[]::new)));
    }

    /** The rows and columns at the far end that a convolution with strides does not reach; their gradient is zero. */
    private static List<Long> leftOver(NodeProto node, BackwardWriter graph) {
        long[] input = graph.shape(node.getInput(0));
        long[] output = graph.shape(node.getOutput(0));
        long[] weight = graph.weightShape(node.getInput(1));
        require(node, weight.length == input.length, "weights that are initialisers", node.getInput(1));
        int dimensions = input.length - 2;
        List<Long> leftOver = new ArrayList<>();
        for (int d = 0; d < dimensions; d++) {
            long reach = (weight[d + 2] - 1) * value(node, "dilations", d, 1) + 1;
            long padding = value(node, "pads", d, 0) + value(node, "pads", d + dimensions, 0);
            long reached = value(node, "strides", d, 1) * (output[d + 2] - 1) + reach - padding;
            leftOver.add(input[d + 2] - reached);
        }
        return leftOver;
    }

    /** At inference it is a factor and a shift for each channel; the factor is scale / sqrt(variance + epsilon). */
    private static void batchNormalization(NodeProto node, String gradient, BackwardWriter graph) {
        require(node, integer(node, "training_mode", 0) == 0, "the form for inference", "training_mode 1");
        requireOtherInputsConstant(node, graph);
        String epsilon = graph.constant(List.of(), (float) real(node, "epsilon", BATCH_NORMALIZATION_EPSILON));
        String deviation = graph.add("Sqrt", List.of(graph.add("Add", List.of(node.getInput(4), epsilon))));
        String factor = graph.add("Div", List.of(node.getInput(1), deviation));
        long[] shape = graph.shape(node.getInput(0)).clone();
        Arrays.fill(shape, 1);
        shape[1] = -1;
        String byChannel = graph.add("Reshape", List.of(factor, graph.constant(shape)));
        graph.contribute(node.getInput(0), graph.add("Mul", List.of(gradient, byChannel)));
    }

    private static void gemm(NodeProto node, String gradient, BackwardWriter graph) {
        requireOtherInputsConstant(node, graph);
        for (AttributeProto attribute : node.getAttributeList()) {
            boolean usual = attribute.getName().equals("transA")
                    ? attribute.getI() == 0
                    : !attribute.getName().equals("alpha") || attribute.getF() == 1;
            require(node, usual, "transA 0 and alpha 1", attribute.getName() + " of another value");
        }
        boolean transposed = attribute(node, "transB").getI() == 1;
        String weight = node.getInput(1);
        String adjoint =
                transposed ? weight : graph.add("Transpose", List.of(weight), integers("perm", List.of(1L, 0L)));
        graph.contribute(node.getInput(0), graph.add("MatMul", List.of(gradient, adjoint)));
    }

    private static void matMul(NodeProto node, String gradient, BackwardWriter graph) {
        requireOtherInputsConstant(node, graph);
        int rank = graph.shape(node.getInput(0)).length;
        require(node, rank == 2, "a matrix product of rank 2", "rank " + rank);
        String adjoint = graph.add("Transpose", List.of(node.getInput(1)), integers("perm", List.of(1L, 0L)));
        graph.contribute(node.getInput(0), graph.add("MatMul", List.of(gradient, adjoint)));
    }

    /** All inputs but the first: a gradient that flows into them is not followed. */
    static void requireOtherInputsConstant(NodeProto node, BackwardWriter graph) {
        for (int input = 1; input < node.getInputCount(); input++) {
            require(
                    node,
                    !graph.dependsOnTheImage(node.getInput(input)),
                    "weights that do not depend on the image",
                    node.getInput(input));
        }
    }

    static void requireNoAutomaticPadding(NodeProto node) {
        String padding = attribute(node, "auto_pad").getS().toStringUtf8();
        require(node, List.of("", "NOTSET", "VALID").contains(padding), "explicit pads", "auto_pad " + padding);
    }

    static void require(NodeProto node, boolean condition, String expected, String found) {
        if (!condition) {
            throw new UnsupportedModelException(
                    "node '%s' (%s): the gradient needs %s, found %s; export the network without that"
                            .formatted(node.getName(), node.getOpType(), expected, found));
        }
    }

    /** The attribute, or an empty one. */
    static AttributeProto attribute(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .orElse(AttributeProto.getDefaultInstance());
    }

    static long integer(NodeProto node, String attribute, long otherwise) {
        AttributeProto value = attribute(node, attribute);
        return value.getName().isEmpty() ? otherwise : value.getI();
    }

    static double real(NodeProto node, String attribute, double otherwise) {
        AttributeProto value = attribute(node, attribute);
        return value.getName().isEmpty() ? otherwise : value.getF();
    }

    private static long value(NodeProto node, String attribute, int index, long otherwise) {
        List<Long> values = attribute(node, attribute).getIntsList();
        return values.isEmpty() ? otherwise : values.get(index);
    }

    static boolean ones(AttributeProto attribute) {
        return attribute.getIntsList().stream().allMatch(value -> value == 1);
    }
}
