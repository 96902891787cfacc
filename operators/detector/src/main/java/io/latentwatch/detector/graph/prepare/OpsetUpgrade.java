package io.latentwatch.detector.graph.prepare;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.latentwatch.bundle.BundleException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Brings graphs of operator sets 7 to 12 to 13: one small rule for each operator whose form changed in between ({@link OldForms}); the others stay as they
 * are. {@code https://github.com/onnx/onnx/blob/main/docs/Changelog.md} says what changed when.
 */
final class OpsetUpgrade {
    private static final long OLDEST = 7;

    /** Operators that mean in operator set 13 what they meant in 7, or in the first that has them. */
    private static final Set<String> UNCHANGED = Set.of(
            "Abs",
            "Add",
            "ArgMax",
            "AveragePool",
            "Cast",
            "Ceil",
            "Concat",
            "Constant",
            "ConstantOfShape",
            "Conv",
            "ConvTranspose",
            "DepthToSpace",
            "Div",
            "Elu",
            "Equal",
            "Erf",
            "Exp",
            "Expand",
            "Flatten",
            "Floor",
            "Gather",
            "GatherElements",
            "Gemm",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "Greater",
            "GreaterOrEqual",
            "HardSigmoid",
            "Identity",
            "InstanceNormalization",
            "LeakyRelu",
            "Less",
            "LessOrEqual",
            "Log",
            "LRN",
            "MatMul",
            "Max",
            "MaxPool",
            "Min",
            "Mul",
            "Neg",
            "Not",
            "Pow",
            "PRelu",
            "Range",
            "Reciprocal",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "Relu",
            "Reshape",
            "Round",
            "Selu",
            "Shape",
            "Sigmoid",
            "Sign",
            "Softplus",
            "Sqrt",
            "Sub",
            "Sum",
            "Tanh",
            "Tile",
            "Transpose",
            "Where");

    private static final Map<String, UpgradeRule> RULES = rules();

    private OpsetUpgrade() {}

    /** Brings one node over. */
    @FunctionalInterface
    interface UpgradeRule {
        /** Adds the successor to the graph, or several nodes that do the same. */
        void write(NodeRewrite node);
    }

    private static Map<String, UpgradeRule> rules() {
        Map<String, UpgradeRule> rules = new HashMap<>(OldForms.rules());
        UNCHANGED.forEach(operator -> rules.put(operator, OldForms::unchanged));
        rules.put("Softmax", NodeRewrite::keep); // their turn comes when all shapes are known
        rules.put("LogSoftmax", NodeRewrite::keep);
        return Map.copyOf(rules);
    }

    /** Operators that are brought over. */
    static Set<String> operators() {
        return RULES.keySet();
    }

    /**
     * The graph in operator set 13, or as it is where it is written in a later one.
     *
     * @throws BundleException naming the node, if an operator stands in a form that no rule covers
     */
    static GraphProto of(GraphProto graph, long opset, String where) {
        if (opset >= PreparedClassifier.SMALLEST_OPSET) {
            return graph;
        }
        if (opset < OLDEST) {
            throw new BundleException(where + ": has operator set " + opset + ", expected at least " + OLDEST
                    + "; export the model with operator set " + PreparedClassifier.SMALLEST_OPSET + " or later");
        }
        GraphProto.Builder upgraded = graph.toBuilder().clearNode();
        for (NodeProto node : graph.getNodeList()) {
            NodeRewrite rewrite = new NodeRewrite(node, upgraded, opset, where);
            UpgradeRule rule = RULES.get(node.getOpType());
            rewrite.require(rule != null && node.getOutputCount() > 0, "in no form");
            rule.write(rewrite);
        }
        return OldSoftmax.of(upgraded.build(), opset, where);
    }
}
