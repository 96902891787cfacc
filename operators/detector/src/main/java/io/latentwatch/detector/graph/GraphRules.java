package io.latentwatch.detector.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.detector.graph.prepare.PreparedClassifier;
import io.latentwatch.detector.graph.shape.PeakActivation;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads an ONNX file and refuses what must not reach ONNX Runtime: operators that are not on the list, other domains, sub-graphs, functions, data
 * outside the file, weights that are no numbers, and more nodes, weights or activations than a classifier of ours may have.
 */
public final class GraphRules {
    /** Nodes of one graph. */
    public static final int MAX_NODES = 10_000;

    /** Bytes of all tensors that stand in the file, initialisers and nodes' attributes alike. */
    public static final long MAX_WEIGHT_BYTES = 1L << 30;

    /** Bytes of the activations of one image and its twins that are alive together, see {@link PeakActivation}. */
    public static final long MAX_ACTIVATION_BYTES = 2L << 30;

    /** Operators of feed-forward classifiers and of the scoring head; nothing with state, control flow or an outside. */
    static final Set<String> OPERATORS = Set.of(
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
            "GreaterOrEqual",
            "HardSigmoid",
            "HardSwish",
            "Identity",
            "InstanceNormalization",
            "LayerNormalization",
            "LeakyRelu",
            "Less",
            "LessOrEqual",
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

    /** Operators of older operator sets that {@link PreparedClassifier} replaces. */
    static final Set<String> REPLACED = Set.of("Upsample");

    private GraphRules() {}

    /**
     * The parsed model.
     *
     * @param where what the error's text names
     * @throws BundleException if a rule is broken
     */
    public static ModelProto read(byte[] file, String where) {
        ModelProto model = parse(file, where);
        check(model, where);
        return model;
    }

    /**
     * Holds a model that was parsed before, or made from such a one, against all rules.
     *
     * @throws BundleException if a rule is broken
     */
    public static void check(ModelProto model, String where) {
        checkGraph(model.getGraph(), OPERATORS, where);
        PeakActivation peak = PeakActivation.of(model.getGraph(), where);
        require(
                peak.bytes() <= MAX_ACTIVATION_BYTES,
                where,
                "takes " + peak.bytes() + " bytes for the activations of one image at " + peak.node()
                        + ", expected at most " + MAX_ACTIVATION_BYTES);
    }

    /**
     * The parsed model of a classifier as its owner exported it, which is yet to be prepared: operators of older operator sets pass, and activations are
     * not counted, since they hang on the sizes that the images will have.
     *
     * @throws BundleException if another rule is broken
     */
    public static ModelProto parse(byte[] file, String where) {
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
        Set<String> operators = new HashSet<>(OPERATORS);
        operators.addAll(REPLACED);
        checkGraph(model.getGraph(), operators, where);
        return model;
    }

    private static void checkGraph(GraphProto graph, Set<String> operators, String where) {
        require(graph.getNodeCount() > 0, where, "has no nodes, expected a network");
        require(
                graph.getNodeCount() <= MAX_NODES,
                where,
                "has " + graph.getNodeCount() + " nodes, expected at most " + MAX_NODES);
        require(graph.getSparseInitializerCount() == 0, where, "has sparse initialisers, expected dense ones");
        WeightBytes weights = new WeightBytes(where);
        for (NodeProto node : graph.getNodeList()) {
            checkNode(node, operators, where);
            node.getAttributeList().forEach(weights::add);
        }
        graph.getInitializerList().forEach(weights::add);
    }

    private static void checkNode(NodeProto node, Set<String> operators, String where) {
        require(node.getOutputCount() > 0, where, "node '" + node.getName() + "' has no output, expected at least one");
        require(
                isStandard(node.getDomain()) && operators.contains(node.getOpType()),
                where,
                "node '" + node.getName() + "' is a " + (node.getDomain().isEmpty() ? "" : node.getDomain() + " ")
                        + node.getOpType() + ", which is not among the operators that are run here");
        for (AttributeProto attribute : node.getAttributeList()) {
            require(
                    !attribute.hasG() && attribute.getGraphsCount() == 0,
                    where,
                    "node '" + node.getName() + "' holds a sub-graph, expected none");
            require(
                    !attribute.hasSparseTensor() && attribute.getSparseTensorsCount() == 0,
                    where,
                    "node '" + node.getName() + "' holds a sparse tensor, expected dense ones");
        }
    }

    private static boolean isStandard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    static void require(boolean holds, String where, String found) {
        if (!holds) {
            throw new BundleException(where + " " + found + "; do not use it, or export the model again");
        }
    }
}
