package io.latentwatch.detector.graph.prepare;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

/** Puts a Transpose behind the input of a graph whose images come with the channels last, so that it takes them with the channels first. */
final class ChannelsFirst {
    private ChannelsFirst() {}

    /** @param shape {@code [C, H, W]} */
    static GraphProto of(GraphProto graph, String image, List<Integer> shape) {
        String channelsLast = PreparedClassifier.PREFIX + image + "/channels_last";
        GraphProto.Builder changed = graph.toBuilder().clearInput().clearNode();
        graph.getInputList()
                .forEach(input -> changed.addInput(
                        input.getName().equals(image) ? PreparedClassifier.shaped(input, shape) : input));
        changed.addNode(NodeProto.newBuilder()
                .setName(channelsLast)
                .setOpType("Transpose")
                .addInput(image)
                .addOutput(channelsLast)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("perm")
                        .setType(AttributeProto.AttributeType.INTS)
                        .addAllInts(List.of(0L, 2L, 3L, 1L))));
        for (NodeProto node : graph.getNodeList()) {
            NodeProto.Builder reader = node.toBuilder();
            for (int i = 0; i < node.getInputCount(); i++) {
                if (node.getInput(i).equals(image)) {
                    reader.setInput(i, channelsLast);
                }
            }
            changed.addNode(reader);
        }
        return changed.build();
    }
}
