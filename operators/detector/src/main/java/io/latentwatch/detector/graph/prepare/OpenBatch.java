package io.latentwatch.detector.graph.prepare;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.latentwatch.detector.graph.shape.TensorShapes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Opens the batch dimension of a graph that was exported for a fixed number of images: where a Reshape of something that depends on the image is told the
 * number, it is told to find it out. Whether that was all is for a run to show: other operators may hold the number in ways that cannot be undone.
 */
final class OpenBatch {
    private OpenBatch() {}

    /** @param batch the number of images that the graph was exported for */
    static GraphProto of(GraphProto graph, String image, long batch, String where) {
        Map<String, long[]> constants = TensorShapes.of(graph, where).constants();
        Set<String> dependent = new HashSet<>(Set.of(image));
        GraphProto.Builder opened = graph.toBuilder().clearNode();
        for (NodeProto node : graph.getNodeList()) {
            boolean depends = node.getInputList().stream().anyMatch(dependent::contains);
            if (depends) {
                dependent.addAll(node.getOutputList());
            }
            Optional<long[]> shape = depends ? openShape(node, constants, batch) : Optional.empty();
            if (shape.isPresent()) {
                NodeRewrite rewrite = new NodeRewrite(node, opened, PreparedClassifier.SMALLEST_OPSET, where);
                rewrite.replace(1, List.of(rewrite.longs("shape", shape.get())));
            } else {
                opened.addNode(node);
            }
        }
        return withoutUnreadConstants(opened, dependent).build();
    }

    /** What only computed a number that is not used any more goes. */
    private static GraphProto.Builder withoutUnreadConstants(GraphProto.Builder graph, Set<String> dependent) {
        Set<String> read = new HashSet<>();
        graph.getOutputList().forEach(output -> read.add(output.getName()));
        List<NodeProto> kept = new ArrayList<>();
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            NodeProto node = graph.getNode(i);
            if (node.getOutputList().stream().anyMatch(output -> dependent.contains(output) || read.contains(output))) {
                read.addAll(node.getInputList());
                kept.add(node);
            }
        }
        Collections.reverse(kept);
        List<TensorProto> weights = graph.getInitializerList().stream()
                .filter(weight -> read.contains(weight.getName()) || !isAdded(weight))
                .toList();
        return graph.clearNode().addAllNode(kept).clearInitializer().addAllInitializer(weights);
    }

    private static boolean isAdded(TensorProto weight) {
        return weight.getName().startsWith(PreparedClassifier.PREFIX);
    }

    /** The shape with its first number left open; empty where it is so already, or where that would say something else. */
    private static Optional<long[]> openShape(NodeProto node, Map<String, long[]> constants, long batch) {
        if (!node.getOpType().equals("Reshape") || node.getInputCount() != 2 || takesZeroAsSize(node)) {
            return Optional.empty();
        }
        Optional<long[]> told =
                Optional.ofNullable(constants.get(node.getInput(1))).filter(shape -> shape.length > 0 && shape[0] > 0);
        return told.flatMap(shape -> {
            boolean another = false;
            for (long size : shape) {
                another |= size < 0;
            }
            if (another && shape[0] != batch) {
                return Optional.empty();
            }
            long[] open = shape.clone();
            open[0] = another ? 0 : -1; // as many as there were, or as many as there are
            return Optional.of(open);
        });
    }

    private static boolean takesZeroAsSize(NodeProto node) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("allowzero"))
                .mapToLong(AttributeProto::getI)
                .anyMatch(allowed -> allowed != 0);
    }
}
