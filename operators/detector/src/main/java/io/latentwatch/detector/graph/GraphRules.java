package io.latentwatch.detector.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.latentwatch.bundle.BundleException;
import java.util.Set;

/**
 * Reads an ONNX file and refuses what must not reach ONNX Runtime: operators that are not on the list, other domains, sub-graphs, functions, data
 * outside the file, and more nodes or weights than a classifier of ours may have.
 */
public final class GraphRules {
    /** Nodes of one graph. */
    public static final int MAX_NODES = 10_000;

    /** Bytes of all initialisers together. */
    public static final long MAX_WEIGHT_BYTES = 1L << 30;

    /** Operators of feed-forward classifiers and of the scoring head; nothing with state, control flow or an outside. */
    private static final Set<String> OPERATORS = Set.of(
            "Abs",
            "Add",
            "ArgMax",
            "AveragePool",
            "BatchNormalization",
            "Cast",
            "Ceil",
            "Clip",
            "Concat",
            "Constant",
            "ConstantOfShape",
            "Conv",
            "ConvTranspose",
            "DepthToSpace",
            "Div",
            "Dropout",
            "Elu",
            "Equal",
            "Erf",
            "Exp",
            "Expand",
            "Flatten",
            "Floor",
            "Gather",
            "GatherElements",
            "Gelu",
            "Gemm",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "Greater",
            "HardSigmoid",
            "HardSwish",
            "Identity",
            "InstanceNormalization",
            "LayerNormalization",
            "LeakyRelu",
            "Less",
            "Log",
            "LogSoftmax",
            "LRN",
            "MatMul",
            "Max",
            "MaxPool",
            "Min",
            "Mish",
            "Mul",
            "Neg",
            "Not",
            "Pad",
            "Pow",
            "PRelu",
            "Range",
            "Reciprocal",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "ReduceSum",
            "Relu",
            "Reshape",
            "Resize",
            "Round",
            "Selu",
            "Shape",
            "Sigmoid",
            "Sign",
            "Slice",
            "Softmax",
            "Softplus",
            "Split",
            "Sqrt",
            "Squeeze",
            "Sub",
            "Sum",
            "Tanh",
            "Tile",
            "TopK",
            "Transpose",
            "Unsqueeze",
            "Where");

    private GraphRules() {}

    /**
     * The parsed model.
     *
     * @param where what the error's text names
     * @throws BundleException if a rule is broken
     */
    public static ModelProto read(byte[] file, String where) {
        ModelProto model;
        try {
            model = ModelProto.parseFrom(file);
        } catch (InvalidProtocolBufferException e) {
            throw new BundleException(where + ": not an ONNX file (" + e.getMessage() + "); export the model again", e);
        }
        for (OperatorSetIdProto opset : model.getOpsetImportList()) {
            require(
                    isStandard(opset.getDomain()),
                    where,
                    "imports the operator domain '" + opset.getDomain() + "', expected standard operators alone");
        }
        require(
                model.getFunctionsCount() == 0,
                where,
                "defines functions of its own, expected standard operators alone");
        checkGraph(model.getGraph(), where);
        return model;
    }

    private static void checkGraph(GraphProto graph, String where) {
        require(graph.getNodeCount() > 0, where, "has no nodes, expected a network");
        require(
                graph.getNodeCount() <= MAX_NODES,
                where,
                "has " + graph.getNodeCount() + " nodes, expected at most " + MAX_NODES);
        require(graph.getSparseInitializerCount() == 0, where, "has sparse initialisers, expected dense ones");
        for (NodeProto node : graph.getNodeList()) {
            checkNode(node, where);
        }
        long bytes = 0;
        for (TensorProto weight : graph.getInitializerList()) {
            checkTensor(weight, where);
            bytes += weight.getSerializedSize();
        }
        require(
                bytes <= MAX_WEIGHT_BYTES,
                where,
                "has " + bytes + " bytes of weights, expected at most " + MAX_WEIGHT_BYTES);
    }

    private static void checkNode(NodeProto node, String where) {
        require(
                isStandard(node.getDomain()) && OPERATORS.contains(node.getOpType()),
                where,
                "node '" + node.getName() + "' is a " + (node.getDomain().isEmpty() ? "" : node.getDomain() + " ")
                        + node.getOpType() + ", which is not among the operators that are run here");
        for (AttributeProto attribute : node.getAttributeList()) {
            require(
                    !attribute.hasG() && attribute.getGraphsCount() == 0,
                    where,
                    "node '" + node.getName() + "' holds a sub-graph, expected none");
            if (attribute.hasT()) {
                checkTensor(attribute.getT(), where);
            }
        }
    }

    private static void checkTensor(TensorProto tensor, String where) {
        require(
                tensor.getExternalDataCount() == 0 && tensor.getDataLocation() == TensorProto.DataLocation.DEFAULT,
                where,
                "tensor '" + tensor.getName() + "' lies outside the file, expected all data inside");
    }

    private static boolean isStandard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    private static void require(boolean holds, String where, String found) {
        if (!holds) {
            throw new BundleException(where + " " + found + "; do not use it, or export the model again");
        }
    }
}
