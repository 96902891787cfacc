package io.latentwatch.evaluation.adaptive;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.detector.infer.MonitorTensors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parts of a monitor's graph that make twins: what lies between the images that get one and the batch of images and twins.
 *
 * @param twinned the images that get a twin
 * @param squeezed their twins, one for each squeezer
 */
record MonitorSqueezers(GraphProto monitor, String twinned, List<String> squeezed) {
    static MonitorSqueezers of(GraphProto monitor) {
        NodeProto gather = monitor.getNodeList().stream()
                .filter(node ->
                        node.getOpType().equals("Gather") && node.getInputList().contains(MonitorTensors.TWIN_ROWS))
                .findFirst()
                .orElseThrow(() -> unknown("no images are gathered by '" + MonitorTensors.TWIN_ROWS + "'"));
        String images = gather.getInput(0);
        NodeProto batch = monitor.getNodeList().stream()
                .filter(node ->
                        node.getOpType().equals("Concat") && node.getInput(0).equals(images))
                .findFirst()
                .orElseThrow(() -> unknown("'" + images + "' is not joined with its twins"));
        return new MonitorSqueezers(
                monitor, gather.getOutput(0), List.copyOf(batch.getInputList().subList(1, batch.getInputCount())));
    }

    /** Adds one squeezer's nodes and constants to a graph, between other names. */
    void write(GraphProto.Builder graph, int squeezer, String pixels, String output) {
        String last = squeezed.get(squeezer);
        Map<String, TensorProto> constants =
                monitor.getInitializerList().stream().collect(Collectors.toMap(TensorProto::getName, tensor -> tensor));
        Set<String> present =
                graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
        for (NodeProto node : between(last)) {
            NodeProto.Builder copy = node.toBuilder().setName(output + "/" + node.getName());
            for (int i = 0; i < node.getInputCount(); i++) {
                String input = node.getInput(i);
                if (constants.containsKey(input)) {
                    if (present.add(input)) {
                        graph.addInitializer(constants.get(input));
                    }
                } else if (!input.isEmpty()) {
                    copy.setInput(i, input.equals(twinned) ? pixels : output + "/" + input);
                }
            }
            for (int i = 0; i < node.getOutputCount(); i++) {
                copy.setOutput(i, node.getOutput(i).equals(last) ? output : output + "/" + node.getOutput(i));
            }
            graph.addNode(copy);
        }
    }

    /** The nodes from the images to these twins, in the graph's order. */
    private List<NodeProto> between(String last) {
        Set<String> needed = new HashSet<>(Set.of(last));
        List<NodeProto> nodes = new ArrayList<>();
        for (int i = monitor.getNodeCount() - 1; i >= 0; i--) {
            NodeProto node = monitor.getNode(i);
            boolean wanted = node.getOutputList().stream().anyMatch(needed::contains)
                    && !node.getOutputList().contains(twinned);
            if (wanted) {
                nodes.add(0, node);
                needed.addAll(node.getInputList());
            }
        }
        return nodes;
    }

    private static BundleException unknown(String found) {
        return new BundleException(
                "monitor.onnx: " + found + ", expected the front that the profiler writes; profile the model again");
    }
}
