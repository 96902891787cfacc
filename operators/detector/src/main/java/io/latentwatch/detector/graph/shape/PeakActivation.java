package io.latentwatch.detector.graph.shape;

import ai.onnx.proto.OnnxMl.GraphProto;
import io.latentwatch.bundle.BundleException;

/**
 * The most memory that a graph's activations take at one moment, for one image: every open dimension is 1, so a monitor graph runs one image and its
 * twins.
 *
 * <p>Nodes run in the order of the file, which ONNX demands to be topological. A tensor lives from the node that makes it to the last one that reads
 * it; the graph's inputs and outputs, and what hangs on no input (ONNX Runtime computes that once and keeps it), live for ever. No tensor is overwritten
 * in place. Neither weights nor a kernel's own working space are counted.
 *
 * @param bytes at the worst moment
 * @param node whose outputs stand there then, for people
 */
public record PeakActivation(long bytes, String node) {
    /**
     * Walks through the graph.
     *
     * @param where what the error's text names
     * @throws BundleException if the shape of a tensor hangs on an image's pixels or cannot be inferred for another reason, naming the node
     */
    public static PeakActivation of(GraphProto graph, String where) {
        return new ActivationWalk(graph, where).peak();
    }
}
