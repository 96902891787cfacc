package io.latentwatch.evaluation.gradient;

import ai.onnx.proto.OnnxMl.NodeProto;

/** How the gradient of a node's output becomes that of its inputs. */
@FunctionalInterface
interface BackwardRule {
    /**
     * Appends the nodes and contributes their outputs.
     *
     * @param node of the forward part
     * @param gradient name of the gradient of its first output
     * @throws UnsupportedModelException if the node is used in a way that the rule does not cover
     */
    void write(NodeProto node, String gradient, BackwardWriter graph);
}
