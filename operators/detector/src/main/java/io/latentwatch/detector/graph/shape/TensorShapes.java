package io.latentwatch.detector.graph.shape;

import ai.onnx.proto.OnnxMl.GraphProto;
import io.latentwatch.bundle.BundleException;
import java.util.Map;

/**
 * What a graph's file tells of its tensors for one image: every open dimension is 1. The arrays are not copied.
 *
 * @param dimensions of every tensor that the graph holds or makes, outermost first, by name
 * @param constants values of the small int64 vectors that hang on no input, by name
 */
public record TensorShapes(Map<String, long[]> dimensions, Map<String, long[]> constants) {
    /**
     * Goes through the graph.
     *
     * @param where what the error's text names
     * @throws BundleException if a shape cannot be inferred, naming the node
     */
    public static TensorShapes of(GraphProto graph, String where) {
        return new ActivationWalk(graph, where).shapes();
    }
}
