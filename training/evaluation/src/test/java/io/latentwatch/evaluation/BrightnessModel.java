package io.latentwatch.evaluation;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.Arrays;
import java.util.List;

/**
 * A linear network that tells bright images (class 0) from dark ones: logits {@code s (sum of pixels - n / 2)} and 0, for n pixels.
 * Its margin z has the loss log(1 + exp(-z)) for class 0 and log(1 + exp(z)) for class 1.
 */
public final class BrightnessModel {
    private BrightnessModel() {}

    /** For square grey images of this side; a large scale saturates the softmax. */
    public static ModelProto of(int side, float scale) {
        int pixels = side * side;
        float[] weights = new float[2 * pixels];
        Arrays.fill(weights, 0, pixels, scale);
        return new SmallModel(1, 1, side, side)
                .weights("dense.weight", weights, 2, pixels)
                .weights("dense.bias", new float[] {-scale * pixels / 2, 0}, 2)
                .node("Flatten", List.of("image"), "flatten")
                .node(
                        "Gemm",
                        List.of("flatten", "dense.weight", "dense.bias"),
                        "logits",
                        SmallModel.integer("transB", 1))
                .build(2);
    }
}
