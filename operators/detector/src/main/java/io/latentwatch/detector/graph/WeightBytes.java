package io.latentwatch.detector.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.latentwatch.detector.graph.shape.TensorBytes;

/** Refuses tensors that lie outside the file or hold NaN, and adds up what a file's tensors take, in the file or in memory, whichever is more: a small file may claim a large tensor. */
final class WeightBytes {
    private final String where;
    private long bytes;

    WeightBytes(String where) {
        this.where = where;
    }

    /** An initialiser. */
    void add(TensorProto tensor) {
        GraphRules.require(
                tensor.getExternalDataCount() == 0 && tensor.getDataLocation() == TensorProto.DataLocation.DEFAULT,
                where,
                "tensor '" + tensor.getName() + "' lies outside the file, expected all data inside");
        add(Math.max(tensor.getSerializedSize(), TensorBytes.of(tensor)));
        GraphRules.require(
                !NotANumber.in(tensor), where, "tensor '" + tensor.getName() + "' holds NaN, expected numbers alone");
    }

    /** What a node carries: the tensor of a Constant, or plain numbers. */
    void add(AttributeProto attribute) {
        if (attribute.hasT()) {
            add(attribute.getT());
        }
        attribute.getTensorsList().forEach(this::add);
        add((long) Long.BYTES * (attribute.getIntsCount() + attribute.getFloatsCount()));
    }

    private void add(long more) {
        bytes = more > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : bytes + more;
        GraphRules.require(
                bytes <= GraphRules.MAX_WEIGHT_BYTES,
                where,
                "has " + (bytes == Long.MAX_VALUE ? "countless" : "at least " + bytes)
                        + " bytes of weights, expected at most " + GraphRules.MAX_WEIGHT_BYTES);
    }
}
