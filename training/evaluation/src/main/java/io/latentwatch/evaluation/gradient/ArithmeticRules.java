package io.latentwatch.evaluation.gradient;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.List;

/** Sums, differences, products, quotients and extremes of tensors, some of which may be smaller and repeat (ONNX's broadcasting): its gradient is then the sum over the repetitions. */
final class ArithmeticRules {
    private ArithmeticRules() {}

    static void add(NodeProto node, String gradient, BackwardWriter graph) {
        node.getInputList().forEach(input -> contribute(node, input, () -> gradient, graph));
    }

    static void subtract(NodeProto node, String gradient, BackwardWriter graph) {
        contribute(node, node.getInput(0), () -> gradient, graph);
        contribute(node, node.getInput(1), () -> graph.add("Neg", List.of(gradient)), graph);
    }

    static void multiply(NodeProto node, String gradient, BackwardWriter graph) {
        for (int factor = 0; factor < 2; factor++) {
            String other = node.getInput(1 - factor);
            contribute(node, node.getInput(factor), () -> graph.add("Mul", List.of(gradient, other)), graph);
        }
    }

    /** a / b: 1 / b for a, and -(a / b) / b for b. */
    static void divide(NodeProto node, String gradient, BackwardWriter graph) {
        String divisor = node.getInput(1);
        contribute(node, node.getInput(0), () -> graph.add("Div", List.of(gradient, divisor)), graph);
        contribute(
                node,
                divisor,
                () -> {
                    String along = graph.add("Mul", List.of(gradient, node.getOutput(0)));
                    return graph.add("Neg", List.of(graph.add("Div", List.of(along, divisor))));
                },
                graph);
    }

    /** The largest or the smallest of several: those that tie share the gradient evenly. */
    static void extreme(NodeProto node, String gradient, BackwardWriter graph) {
        List<String> reaching = new ArrayList<>();
        for (String input : node.getInputList()) {
            String isExtreme = graph.add("Equal", List.of(input, node.getOutput(0)));
            reaching.add(graph.add(
                    "Cast", List.of(isExtreme), BackwardWriter.integer("to", TensorProto.DataType.FLOAT.getNumber())));
        }
        String share = graph.add("Div", List.of(gradient, graph.add("Sum", reaching)));
        for (int i = 0; i < reaching.size(); i++) {
            String mine = reaching.get(i);
            contribute(node, node.getInput(i), () -> graph.add("Mul", List.of(share, mine)), graph);
        }
    }

    /** Writes a part only where it is wanted. */
    @FunctionalInterface
    private interface Part {
        String write();
    }

    private static void contribute(NodeProto node, String input, Part part, BackwardWriter graph) {
        if (graph.dependsOnTheImage(input)) {
            graph.contribute(input, summed(node, part.write(), graph.shape(input), graph));
        }
    }

    /** Summed over the axes along which an input of this shape was repeated. */
    private static String summed(NodeProto node, String part, long[] input, BackwardWriter graph) {
        long[] output = graph.shape(node.getOutput(0));
        BackwardRules.require(
                node, input.length == output.length, "inputs of one rank", input.length + " and " + output.length);
        List<Long> repeated = new ArrayList<>();
        for (int axis = 0; axis < output.length; axis++) {
            if (input[axis] != output[axis]) {
                repeated.add((long) axis);
            }
        }
        return repeated.isEmpty() ? part : graph.alongAxes("ReduceSum", part, repeated);
    }
}
