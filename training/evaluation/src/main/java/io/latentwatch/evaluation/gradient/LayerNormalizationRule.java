package io.latentwatch.evaluation.gradient;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.stream.LongStream;

/**
 * y = s (x - mean) / deviation over all axes behind the batch: the gradient of x is (g - mean(g) - y' mean(g y')) / deviation
 * with g the gradient times the scale s and y' the normalised values before the scale.
 */
final class LayerNormalizationRule {
    private LayerNormalizationRule() {}

    static void write(NodeProto node, String gradient, BackwardWriter graph) {
        BackwardRules.requireOtherInputsConstant(node, graph);
        long axis = BackwardRules.integer(node, "axis", -1);
        BackwardRules.require(node, axis == 1, "axis 1", "axis " + axis);
        String inverseDeviation = BackwardWriter.ADDED + "inverse_deviation." + node.getOutput(0);
        String mean = BackwardWriter.ADDED + "mean." + node.getOutput(0);
        BackwardRules.require(node, node.getOutputCount() == 1, "one output", node.getOutputCount() + " outputs");
        graph.addOutput(node, mean);
        graph.addOutput(node, inverseDeviation);
        String input = node.getInput(0);
        String normalised = graph.add("Mul", List.of(graph.add("Sub", List.of(input, mean)), inverseDeviation));
        String scaled = graph.add("Mul", List.of(gradient, node.getInput(1)));
        String along =
                graph.add("Mul", List.of(normalised, mean(node, graph.add("Mul", List.of(scaled, normalised)), graph)));
        String centred = graph.add("Sub", List.of(scaled, mean(node, scaled, graph)));
        graph.contribute(input, graph.add("Mul", List.of(graph.add("Sub", List.of(centred, along)), inverseDeviation)));
    }

    private static String mean(NodeProto node, String tensor, BackwardWriter graph) {
        List<Long> axes = LongStream.range(1, graph.shape(node.getInput(0)).length)
                .boxed()
                .toList();
        return graph.alongAxes("ReduceMean", tensor, axes);
    }
}
