package io.latentwatch.detector.graph.shape;

import ai.onnx.proto.OnnxMl.TensorProto;

/** What a tensor in a file takes in memory. */
public final class TensorBytes {
    private TensorBytes() {}

    /** By the shape that it claims, whether its values are there or not; {@link Long#MAX_VALUE} where that cannot be counted. */
    public static long of(TensorProto tensor) {
        try {
            return Extent.of(tensor).bytes();
        } catch (ArithmeticException | ShapeException e) {
            return Long.MAX_VALUE; // more than any limit
        }
    }
}
