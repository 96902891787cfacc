package io.latentwatch.evaluation.gradient;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;

/**
 * A selection of columns by constant positions, each at most once: the gradient goes back to where the values came from, and
 * what was not selected has none. Written as a column of zeros behind the gradient and a selection from that.
 */
final class GatherRule {
    private GatherRule() {}

    static void write(NodeProto node, String gradient, BackwardWriter graph) {
        long[] input = graph.shape(node.getInput(0));
        long[] positions = graph.integers(node.getInput(1));
        long axis = BackwardRules.integer(node, "axis", 0);
        BackwardRules.require(
                node,
                input.length == 2 && axis == 1 && positions.length > 0,
                "a selection of columns of a matrix by constant positions",
                "axis %d of %s".formatted(axis, Arrays.toString(input)));
        BackwardRules.require(
                node,
                Arrays.stream(positions).distinct().count() == positions.length,
                "different positions",
                "a position more than once");
        long[] origins = new long[Math.toIntExact(input[1])];
        Arrays.fill(origins, positions.length);
        for (int i = 0; i < positions.length; i++) {
            origins[Math.toIntExact(positions[i] < 0 ? positions[i] + input[1] : positions[i])] = i;
        }
        String withZero = graph.add("Pad", List.of(gradient, graph.constant(0, 0, 0, 1)));
        graph.contribute(
                node.getInput(0),
                graph.add("Gather", List.of(withZero, graph.constant(origins)), BackwardWriter.integer("axis", 1)));
    }
}
