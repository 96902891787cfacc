package io.latentwatch.detector.graph.prepare;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.latentwatch.detector.graph.shape.TensorShapes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Softmax and LogSoftmax before operator set 13: everything from the axis on was one row, and the axis was 1 by default. Since 13 it is that axis alone,
 * by default the last one.
 */
final class OldSoftmax {
    private static final Set<String> OPERATORS = Set.of("Softmax", "LogSoftmax");

    private OldSoftmax() {}

    /** @param graph in operator set 13, but for these operators */
    static GraphProto of(GraphProto graph, long opset, String where) {
        if (graph.getNodeList().stream().noneMatch(node -> OPERATORS.contains(node.getOpType()))) {
            return graph;
        }
        Map<String, long[]> shapes = TensorShapes.of(graph, where).dimensions();
        GraphProto.Builder changed = graph.toBuilder().clearNode();
        for (NodeProto node : graph.getNodeList()) {
            if (OPERATORS.contains(node.getOpType())) {
                NodeRewrite rewrite = new NodeRewrite(node, changed, opset, where);
                write(rewrite, shapes.get(node.getInput(0)));
            } else {
                changed.addNode(node);
            }
        }
        return changed.build();
    }

    /** @param shape of its input for one image */
    private static void write(NodeRewrite node, long[] shape) {
        long told = node.attribute("axis").map(AttributeProto::getI).orElse(1L);
        int axis = (int) (told < 0 ? told + shape.length : told);
        node.require(axis >= 1 && axis < shape.length, "along axis " + told + " of " + shape.length);
        int[] wide =
                IntStream.range(axis, shape.length).filter(i -> shape[i] != 1).toArray();
        if (wide.length <= 1) {
            node.add(along(node, wide.length == 0 ? axis : wide[0]));
            return;
        }
        String rows = node.add("Flatten", "rows", List.of(node.node().getInput(0)), integer("axis", axis));
        String result = node.add(node.node().getOpType(), "result", List.of(rows), integer("axis", 1));
        String before = node.add("Shape", "shape", List.of(node.node().getInput(0)));
        node.add(node.without("axis").setOpType("Reshape").clearInput().addAllInput(List.of(result, before)));
    }

    private static NodeProto.Builder along(NodeRewrite node, int axis) {
        return node.without("axis").addAttribute(integer("axis", axis));
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }
}
