package io.latentwatch.evaluation;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.util.List;

/**
 * A network small enough for paper: 1x2x2 images; {@code relu1} has the channels relu(x) and relu(0.5 - x), {@code relu2} the units
 * relu(2 a + d) of the first channel's corners a (first) and d (last) and one that is always 0; three classes.
 */
public final class TwoLayerModel {
    private TwoLayerModel() {}

    public static ModelProto build() {
        return new SmallModel(1, 1, 2, 2)
                .weights("conv1.weight", new float[] {1, -1}, 2, 1, 1, 1)
                .weights("conv1.bias", new float[] {0, 0.5f}, 2)
                .weights("dense.weight", new float[] {2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 2, 8)
                .weights("dense.bias", new float[] {0, -1}, 2)
                .weights("last.weight", new float[] {1, 0, -1, 0, 0, 1}, 3, 2)
                .weights("last.bias", new float[] {0, 1, 0}, 3)
                .node(
                        "Conv",
                        List.of("image", "conv1.weight", "conv1.bias"),
                        "conv1",
                        SmallModel.integers("kernel_shape", 1, 1))
                .node("Relu", List.of("conv1"), "relu1")
                .node("Flatten", List.of("relu1"), "flatten")
                .node(
                        "Gemm",
                        List.of("flatten", "dense.weight", "dense.bias"),
                        "dense",
                        SmallModel.integer("transB", 1))
                .node("Relu", List.of("dense"), "relu2")
                .node("Gemm", List.of("relu2", "last.weight", "last.bias"), "logits", SmallModel.integer("transB", 1))
                .build(3);
    }

    /** The same with an entry in its metadata. */
    public static ModelProto withNote(String key, String value) {
        return build().toBuilder()
                .addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value))
                .build();
    }
}
