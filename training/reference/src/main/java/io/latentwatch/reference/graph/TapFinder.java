package io.latentwatch.reference.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.latentwatch.bundle.BundleException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the tensors worth watching by structure: the outputs of activation functions that feed a weighted layer further on. */
public final class TapFinder {
    private static final Set<String> ACTIVATIONS = Set.of(
            "Relu",
            "LeakyRelu",
            "PRelu",
            "Elu",
            "Selu",
            "Clip",
            "HardSwish",
            "HardSigmoid",
            "Gelu",
            "Mish",
            "Sigmoid",
            "Tanh",
            "Softplus");

    private static final Set<String> WEIGHTED = Set.of("Conv", "Gemm", "MatMul");

    private TapFinder() {}

    /**
     * Tensors in the order of the network.
     *
     * @param where the file, for the error's text
     * @throws BundleException if there is none
     */
    public static List<String> find(Classifier classifier, String where) {
        List<NodeProto> nodes = classifier.model().getGraph().getNodeList();
        Map<String, List<NodeProto>> readers = nodes.stream()
                .flatMap(node -> node.getInputList().stream().distinct().map(input -> Map.entry(input, node)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        List<String> taps = nodes.stream()
                .filter(TapFinder::isActivation)
                .map(node -> node.getOutput(0))
                .filter(tensor -> feedsWeights(tensor, readers))
                .toList();
        if (taps.isEmpty()) {
            throw new BundleException(
                    where + ": no activation function (" + String.join(", ", new TreeSet<>(ACTIVATIONS))
                            + ") feeds a weighted layer, so there is no hidden layer to watch; name tensors with --taps");
        }
        return taps;
    }

    /** Whether a node is an activation function. */
    public static boolean isActivation(NodeProto node) {
        return ACTIVATIONS.contains(node.getOpType());
    }

    private static boolean feedsWeights(String tensor, Map<String, List<NodeProto>> readers) {
        Deque<String> ahead = new ArrayDeque<>(List.of(tensor));
        Set<String> seen = new HashSet<>();
        while (!ahead.isEmpty()) {
            Collection<NodeProto> next = readers.getOrDefault(ahead.pop(), List.of());
            for (NodeProto node : next) {
                if (WEIGHTED.contains(node.getOpType())) {
                    return true;
                }
                node.getOutputList().stream().filter(seen::add).forEach(ahead::push);
            }
        }
        return false;
    }
}
