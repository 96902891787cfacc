package io.latentwatch.reference.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which node makes a tensor, which ones read it, and what hangs on the image. */
final class GraphWiring {
    private final List<NodeProto> nodes;
    private final Map<String, List<NodeProto>> readers;
    private final Map<String, NodeProto> makers = new HashMap<>();
    private final Set<String> dependent = new HashSet<>();
    private final Set<String> channelsLast = new HashSet<>();

    static GraphWiring of(Classifier classifier) {
        return new GraphWiring(classifier.model().getGraph(), classifier.io().input());
    }

    private GraphWiring(GraphProto graph, String image) {
        nodes = graph.getNodeList();
        readers = nodes.stream()
                .flatMap(node -> node.getInputList().stream().distinct().map(input -> Map.entry(input, node)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        dependent.add(image);
        for (NodeProto node : nodes) {
            List<String> outputs = node.getOutputList().stream()
                    .filter(name -> !name.isEmpty())
                    .toList(); // an empty one is left out
            outputs.forEach(output -> makers.put(output, node));
            boolean isShape = node.getOpType().equals("Shape");
            if (!isShape && !imageInputs(node).isEmpty()) {
                dependent.addAll(outputs);
            }
            if (putsChannelsLast(node)) {
                channelsLast.addAll(outputs);
            }
        }
    }

    /** In their order. */
    List<NodeProto> nodes() {
        return nodes;
    }

    List<NodeProto> readers(String tensor) {
        return readers.getOrDefault(tensor, List.of());
    }

    /** Null for the image and for weights. */
    NodeProto maker(String tensor) {
        return makers.get(tensor);
    }

    /** The inputs of a node that hang on the image, one of each name; the others are constants to it. */
    List<String> imageInputs(NodeProto node) {
        return node.getInputList().stream()
                .filter(dependent::contains)
                .distinct()
                .toList();
    }

    boolean hangsOnTheImage(String tensor) {
        return dependent.contains(tensor);
    }

    /** Whether a tensor with four axes is {@code [N, H, W, C]}: a Transpose made it so, and none has turned it back since. */
    boolean isChannelsLast(String tensor) {
        return channelsLast.contains(tensor);
    }

    private boolean putsChannelsLast(NodeProto node) {
        return switch (node.getOpType()) {
            case "Transpose" -> {
                List<Long> order = node.getAttributeList().stream()
                        .filter(attribute -> attribute.getName().equals("perm"))
                        .findFirst()
                        .map(attribute -> attribute.getIntsList())
                        .orElse(List.of());
                yield order.equals(List.of(0L, 2L, 3L, 1L));
            }
            case "Reshape", "Flatten", "Gemm", "Conv", "ConvTranspose", "MaxPool", "AveragePool" -> false;
            default -> node.getInputList().stream().anyMatch(channelsLast::contains);
        };
    }

    /**
     * The operator, out of these, of the nearest node that reads the tensor or something made of it.
     *
     * @param barriers operators that are not looked behind
     */
    Optional<String> nearest(Set<String> operators, Set<String> barriers, String tensor) {
        Deque<String> ahead = new ArrayDeque<>(List.of(tensor));
        Set<String> seen = new HashSet<>();
        while (!ahead.isEmpty()) {
            for (NodeProto node : readers(ahead.poll())) {
                if (operators.contains(node.getOpType())) {
                    return Optional.of(node.getOpType());
                }
                if (!barriers.contains(node.getOpType())) {
                    node.getOutputList().stream().filter(seen::add).forEach(ahead::add);
                }
            }
        }
        return Optional.empty();
    }
}
