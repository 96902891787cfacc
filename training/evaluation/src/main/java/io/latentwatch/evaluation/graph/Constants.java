package io.latentwatch.evaluation.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProtoOrBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tensors that a graph carries itself: its initialisers and the values of its Constant nodes, by name. */
public final class Constants {
    private final Map<String, TensorProto> tensors = new LinkedHashMap<>();

    public Constants(GraphProto graph) {
        graph.getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("Constant")) {
                Attributes.find(node, "value").ifPresent(value -> tensors.put(node.getOutput(0), value.getT()));
            }
        }
    }

    /** The values of a float32 tensor, row-major; a copy. */
    public static float[] floats(TensorProtoOrBuilder tensor) {
        if (!tensor.hasRawData()) {
            float[] listed = new float[tensor.getFloatDataCount()];
            for (int i = 0; i < listed.length; i++) {
                listed[i] = tensor.getFloatData(i);
            }
            return listed;
        }
        ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    public Collection<TensorProto> all() {
        return tensors.values();
    }

    public Optional<TensorProto> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /**
     * The dimensions of a node's weights.
     *
     * @throws IllegalArgumentException if that input of the node is no constant
     */
    public List<Long> dimensions(NodeProto node, int input) {
        return find(node.getInput(input))
                .map(TensorProto::getDimsList)
                .orElseThrow(() -> new IllegalArgumentException(
                        "node '%s' (%s): expected its input '%s' to be a constant, found a computed tensor; export the network with fixed weights"
                                .formatted(node.getName(), node.getOpType(), node.getInput(input))));
    }
}
