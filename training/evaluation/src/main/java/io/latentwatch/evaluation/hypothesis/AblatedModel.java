package io.latentwatch.evaluation.hypothesis;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.latentwatch.evaluation.graph.Attributes;
import io.latentwatch.evaluation.graph.Constants;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A model in which some features of a hidden layer are 0 for every image: what makes them, the weights and the bias of the layer
 * before the activation function, is set to 0. The graph keeps its shape, so whatever worked on it still does; weights that several nodes read are 0 for all of
 * them.
 */
public final class AblatedModel {
    /** Activation functions that give 0 for 0. */
    private static final Set<String> ZERO_STAYS_ZERO =
            Set.of("Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "HardSwish", "Gelu", "Mish", "Tanh");

    private final GraphProto.Builder graph;

    private AblatedModel(GraphProto.Builder graph) {
        this.graph = graph;
    }

    /**
     * The model without these features.
     *
     * @param tap output of an activation function
     * @param features channels of its map, or units, from 0
     * @throws IllegalArgumentException if the layer before it is none that this can silence, naming the node
     */
    public static ModelProto without(ModelProto model, String tap, Collection<Integer> features) {
        AblatedModel ablated = new AblatedModel(model.getGraph().toBuilder());
        NodeProto activation = ablated.producer(tap);
        if (!ZERO_STAYS_ZERO.contains(activation.getOpType())) {
            throw unsupported(activation, "an activation function that gives 0 for 0");
        }
        ablated.silence(activation.getInput(0), Set.copyOf(features));
        return model.toBuilder().setGraph(ablated.graph).build();
    }

    private void silence(String tensor, Set<Integer> features) {
        NodeProto node = producer(tensor);
        switch (node.getOpType()) {
            case "Conv" -> {
                zero(node, 1, 0, features);
                if (node.getInputCount() > 2) {
                    zero(node, 2, 0, features);
                }
            }
            case "Gemm" -> {
                zero(node, 1, Attributes.integer(node, "transB", 0) == 1 ? 0 : 1, features);
                if (node.getInputCount() > 2) {
                    zero(node, 2, -1, features);
                }
            }
            case "MatMul" -> zero(node, 1, 1, features);
            case "BatchNormalization" -> {
                zero(node, 1, 0, features);
                zero(node, 2, 0, features);
            }
            case "Add" -> {
                int constant = initialiser(node.getInput(1)) == null ? 0 : 1;
                int axis = dimensions(node, constant).size() == 4 ? 1 : -1;
                zero(node, constant, axis, features);
                silence(node.getInput(1 - constant), features);
            }
            // One factor that is 0 is enough: what a network keeps of its largest values is a product with 0 or 1.
            case "Mul" -> silence(node.getInput(initialiser(node.getInput(0)) == null ? 0 : 1), features);
            default ->
                throw unsupported(
                        node, "a convolution, a dense layer, a batch normalisation, a product or an added constant");
        }
    }

    /** Sets the slices of a constant at these indices of this axis (-1 is the last) to 0. */
    private void zero(NodeProto node, int input, int axis, Set<Integer> indices) {
        List<Long> dimensions = dimensions(node, input);
        int at = axis < 0 ? dimensions.size() - 1 : axis;
        int width = Math.toIntExact(dimensions.get(at));
        if (indices.stream().anyMatch(index -> index < 0 || index >= width)) {
            throw new IllegalArgumentException(
                    "node '%s' (%s): expected features in [0,%d), found %s; name features of this layer"
                            .formatted(node.getName(), node.getOpType(), width, indices));
        }
        int inner = Math.toIntExact(dimensions.stream().skip(at + 1L).reduce(1L, Math::multiplyExact));
        TensorProto.Builder tensor = initialiser(node.getInput(input));
        float[] values = Constants.floats(tensor);
        for (int i = 0; i < values.length; i++) {
            if (indices.contains(i / inner % width)) {
                values[i] = 0;
            }
        }
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        tensor.clearFloatData().setRawData(ByteString.copyFrom(bytes));
    }

    private List<Long> dimensions(NodeProto node, int input) {
        TensorProto.Builder tensor = initialiser(node.getInput(input));
        if (tensor == null || tensor.getDataType() != TensorProto.DataType.FLOAT.getNumber()) {
            throw unsupported(node, "float32 initialisers as weights");
        }
        return tensor.getDimsList();
    }

    /** Null if it is none. */
    private TensorProto.Builder initialiser(String name) {
        return graph.getInitializerBuilderList().stream()
                .filter(tensor -> tensor.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private NodeProto producer(String tensor) {
        return graph.getNodeList().stream()
                .filter(node -> node.getOutputList().contains(tensor))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected a node that gives the tensor '%s', found none; name an activation function's output"
                                .formatted(tensor)));
    }

    private static IllegalArgumentException unsupported(NodeProto node, String expected) {
        return new IllegalArgumentException(
                "node '%s': to silence features expected %s, found %s; export the network with these"
                        .formatted(node.getName(), expected, node.getOpType()));
    }
}
