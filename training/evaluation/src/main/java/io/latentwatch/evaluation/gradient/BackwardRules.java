package io.latentwatch.evaluation.gradient;

import static io.latentwatch.evaluation.gradient.BackwardWriter.integers;
import static io.latentwatch.evaluation.gradient.BackwardWriter.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One rule for each operator that we can differentiate; a new operator is a new line in the table and its method. */
final class BackwardRules {
    private static final Map<String, BackwardRule> RULES = new TreeMap<>(Map.ofEntries(
            Map.entry("Add", BackwardRules::add),
            Map.entry("Conv", BackwardRules::conv),
            Map.entry("Flatten", BackwardRules::reshape),
            Map.entry("Gather", GatherRule::write),
            Map.entry("Gemm", BackwardRules::gemm),
            Map.entry("Identity", (node, gradient, graph) -> graph.contribute(node.getInput(0), gradient)),
            Map.entry("LayerNormalization", LayerNormalizationRule::write),
            Map.entry("MatMul", BackwardRules::matMul),
            Map.entry("MaxPool", BackwardRules::maxPool),
            Map.entry("Mul", BackwardRules::mul),
            Map.entry("Relu", BackwardRules::relu),
            Map.entry("Reshape", BackwardRules::reshape)));

    private BackwardRules() {}

    static BackwardRule of(NodeProto node) {
        BackwardRule rule = RULES.get(node.getOpType());
        if (rule == null || !node.getDomain().isEmpty()) {
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

    private static void add(NodeProto node, String gradient, BackwardWriter graph) {
        for (String input : node.getInputList()) {
            if (graph.dependsOnTheImage(input)) {
                require(
                        node,
                        Arrays.equals(graph.shape(input), graph.shape(node.getOutput(0))),
                        "an input of the output's shape",
                        input + " " + Arrays.toString(graph.shape(input)));
                graph.contribute(input, gradient);
            }
        }
    }

    /** A convolution's adjoint is the transposed convolution with the same weights. */
    private static void conv(NodeProto node, String gradient, BackwardWriter graph) {
        requireConstant(node, graph, 1);
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

    private static void gemm(NodeProto node, String gradient, BackwardWriter graph) {
        requireConstant(node, graph, 1);
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
        requireConstant(node, graph, 1);
        int rank = graph.shape(node.getInput(0)).length;
        require(node, rank == 2, "a matrix product of rank 2", "rank " + rank);
        String adjoint = graph.add("Transpose", List.of(node.getInput(1)), integers("perm", List.of(1L, 0L)));
        graph.contribute(node.getInput(0), graph.add("MatMul", List.of(gradient, adjoint)));
    }

    private static void maxPool(NodeProto node, String gradient, BackwardWriter graph) {
        AttributeProto kernel = attribute(node, "kernel_shape");
        require(
                node,
                kernel.getIntsList().equals(attribute(node, "strides").getIntsList()),
                "strides equal to the kernel",
                "kernel %s, strides %s"
                        .formatted(
                                kernel.getIntsList(), attribute(node, "strides").getIntsList()));
        requireNoAutomaticPadding(node);
        require(node, zeros(attribute(node, "pads")), "no padding", "pads");
        require(node, ones(attribute(node, "dilations")), "no dilation", "dilations");
        require(node, attribute(node, "ceil_mode").getI() == 0, "ceil_mode 0", "ceil_mode 1");
        require(node, attribute(node, "storage_order").getI() == 0, "storage_order 0", "storage_order 1");
        if (graph.ties() == TieRule.FIRST) {
            unpool(node, gradient, graph);
        } else {
            shareAmongTies(node, gradient, graph);
        }
    }

    private static void mul(NodeProto node, String gradient, BackwardWriter graph) {
        for (int factor = 0; factor < 2; factor++) {
            String input = node.getInput(factor);
            if (graph.dependsOnTheImage(input)) {
                require(
                        node,
                        Arrays.equals(graph.shape(input), graph.shape(node.getOutput(0))),
                        "a factor of the output's shape",
                        input + " " + Arrays.toString(graph.shape(input)));
                graph.contribute(input, graph.add("Mul", List.of(gradient, node.getInput(1 - factor))));
            }
        }
    }

    private static void unpool(NodeProto node, String gradient, BackwardWriter graph) {
        String indices = node.getOutputCount() > 1 ? node.getOutput(1) : BackwardWriter.ADDED + node.getOutput(0);
        if (node.getOutputCount() == 1) {
            graph.addOutput(node, indices);
        }
        String shape = graph.add("Shape", List.of(node.getInput(0)));
        graph.contribute(
                node.getInput(0),
                graph.add(
                        "MaxUnpool",
                        List.of(gradient, indices, shape),
                        attribute(node, "kernel_shape"),
                        attribute(node, "strides")));
    }

    private static void shareAmongTies(NodeProto node, String gradient, BackwardWriter graph) {
        List<Long> kernel = attribute(node, "kernel_shape").getIntsList();
        long[] shape = graph.shape(node.getInput(0));
        require(
                node,
                shape[2] % kernel.get(0) == 0 && shape[3] % kernel.get(1) == 0,
                "a kernel that divides the input where ties share the gradient",
                "kernel %s on %s".formatted(kernel, Arrays.toString(shape)));
        String scales = graph.constant(List.of(4L), 1, 1, kernel.get(0), kernel.get(1));
        String isMaximum = graph.add("Equal", List.of(node.getInput(0), enlarge(node.getOutput(0), scales, graph)));
        String zero = graph.constant(List.of(), 0);
        graph.contribute(
                node.getInput(0), graph.add("Where", List.of(isMaximum, enlarge(gradient, scales, graph), zero)));
    }

    private static String enlarge(String tensor, String scales, BackwardWriter graph) {
        return graph.add(
                "Resize",
                List.of(tensor, "", scales),
                text("mode", "nearest"),
                text("nearest_mode", "floor"),
                text("coordinate_transformation_mode", "asymmetric"));
    }

    /** The output is at least 0, so its sign is 1 where the gradient passes and 0 where it does not. */
    private static void relu(NodeProto node, String gradient, BackwardWriter graph) {
        String passes = graph.add("Sign", List.of(node.getOutput(0)));
        graph.contribute(node.getInput(0), graph.add("Mul", List.of(gradient, passes)));
    }

    private static void reshape(NodeProto node, String gradient, BackwardWriter graph) {
        String shape = graph.add("Shape", List.of(node.getInput(0)));
        graph.contribute(node.getInput(0), graph.add("Reshape", List.of(gradient, shape)));
    }

    private static void requireConstant(NodeProto node, BackwardWriter graph, int input) {
        require(
                node,
                !graph.dependsOnTheImage(node.getInput(input)),
                "weights that do not depend on the image",
                node.getInput(input));
    }

    private static void requireNoAutomaticPadding(NodeProto node) {
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
    private static AttributeProto attribute(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .orElse(AttributeProto.getDefaultInstance());
    }

    static long integer(NodeProto node, String attribute, long otherwise) {
        AttributeProto value = attribute(node, attribute);
        return value.getName().isEmpty() ? otherwise : value.getI();
    }

    private static long value(NodeProto node, String attribute, int index, long otherwise) {
        List<Long> values = attribute(node, attribute).getIntsList();
        return values.isEmpty() ? otherwise : values.get(index);
    }

    private static boolean ones(AttributeProto attribute) {
        return attribute.getIntsList().stream().allMatch(value -> value == 1);
    }

    private static boolean zeros(AttributeProto attribute) {
        return attribute.getIntsList().stream().allMatch(value -> value == 0);
    }
}
