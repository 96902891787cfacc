package io.latentwatch.evaluation;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Builds small ONNX classifiers for tests, node by node; random weights come from a seed. */
public final class SmallModel {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("small");
    private final SplittableRandom random;

    public SmallModel(long seed, long... imageShape) {
        random = new SplittableRandom(seed);
        graph.addInput(value("image", imageShape));
    }

    public SmallModel node(String operator, List<String> inputs, String output, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return this;
    }

    public SmallModel nodeWithOutputs(
            String operator, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(outputs.get(0))
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(List.of(attributes)));
        return this;
    }

    /** Weights from U(-0.5, 0.5). */
    public SmallModel weights(String name, long... shape) {
        int size = 1;
        for (long dimension : shape) {
            size *= (int) dimension;
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return weights(name, values, shape);
    }

    public SmallModel weights(String name, float[] values, long... shape) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        for (long dimension : shape) {
            tensor.addDims(dimension);
        }
        for (float value : values) {
            tensor.addFloatData(value);
        }
        graph.addInitializer(tensor);
        return this;
    }

    public SmallModel shape(String name, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return this;
    }

    public ModelProto build(int classes) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph.clone().addOutput(value("logits", classes)))
                .build();
    }

    public static AttributeProto integers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    public static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    /** One convolution with ReLU and pool, one dense layer: 1x8x8 images, three classes. */
    public static ModelProto convolutional(long seed) {
        return convolutional(seed, 3);
    }

    /** The same for another number of classes. */
    public static ModelProto convolutional(long seed, int classes) {
        return convolutionalLayers(new SmallModel(seed, 1, 8, 8)
                        .weights("conv.weight", 4, 1, 3, 3)
                        .weights("conv.bias", 4)
                        .weights("dense.weight", classes, 36)
                        .weights("dense.bias", classes))
                .build(classes);
    }

    /** The same on images of three channels, 3x8x8. */
    public static ModelProto colour(long seed) {
        return convolutionalLayers(new SmallModel(seed, 3, 8, 8)
                        .weights("conv.weight", 4, 3, 3, 3)
                        .weights("conv.bias", 4)
                        .weights("dense.weight", 3, 36)
                        .weights("dense.bias", 3))
                .build(3);
    }

    /** The same with weights that are given. */
    public static ModelProto convolutional(
            float[] convolution, float[] convolutionBias, float[] dense, float[] denseBias) {
        return convolutionalLayers(new SmallModel(1, 1, 8, 8)
                        .weights("conv.weight", convolution, 4, 1, 3, 3)
                        .weights("conv.bias", convolutionBias, 4)
                        .weights("dense.weight", dense, denseBias.length, 36)
                        .weights("dense.bias", denseBias, denseBias.length))
                .build(denseBias.length);
    }

    /** The same on images that the first node standardises. */
    public static ModelProto standardising(long seed) {
        float[] ones = new float[64];
        Arrays.fill(ones, 1);
        SmallModel model = new SmallModel(seed, 1, 8, 8)
                .weights("scale", ones, 1, 8, 8)
                .weights("conv.weight", 4, 1, 3, 3)
                .weights("conv.bias", 4)
                .weights("dense.weight", 3, 36)
                .weights("dense.bias", 3)
                .node("LayerNormalization", List.of("image", "scale"), "standardised", integer("axis", 1));
        return convolutionalLayers(model, "standardised").build(3);
    }

    /** The same behind a node, InstanceNormalization, that bundles may have and whose gradient is not known. */
    public static ModelProto withoutGradient(long seed) {
        SmallModel model = new SmallModel(seed, 1, 8, 8)
                .weights("scale", new float[] {1}, 1)
                .weights("shift", new float[] {0}, 1)
                .weights("conv.weight", 4, 1, 3, 3)
                .weights("conv.bias", 4)
                .weights("dense.weight", 3, 36)
                .weights("dense.bias", 3)
                .node("InstanceNormalization", List.of("image", "scale", "shift"), "normal");
        return convolutionalLayers(model, "normal").build(3);
    }

    private static SmallModel convolutionalLayers(SmallModel weights) {
        return convolutionalLayers(weights, "image");
    }

    private static SmallModel convolutionalLayers(SmallModel weights, String input) {
        return weights.node("Conv", List.of(input, "conv.weight", "conv.bias"), "conv", integers("kernel_shape", 3, 3))
                .node("Relu", List.of("conv"), "relu")
                .node("MaxPool", List.of("relu"), "pool", integers("kernel_shape", 2, 2), integers("strides", 2, 2))
                .node("Flatten", List.of("pool"), "flatten")
                .node("Gemm", List.of("flatten", "dense.weight", "dense.bias"), "logits", integer("transB", 1));
    }

    /**
     * A linear classifier of 1x8x8 images.
     *
     * @param weights {@code [K, 64]}
     * @param bias {@code [K]}
     */
    public static ModelProto linear(float[] weights, float[] bias) {
        return new SmallModel(1, 1, 8, 8)
                .weights("weight", weights, bias.length, 64)
                .weights("bias", bias, bias.length)
                .node("Flatten", List.of("image"), "flat")
                .node("Gemm", List.of("flat", "weight", "bias"), "logits", integer("transB", 1))
                .build(bias.length);
    }

    private static ValueInfoProto value(String name, long... dimensions) {
        TensorShapeProto.Builder shape =
                TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam("N"));
        for (long dimension : dimensions) {
            shape.addDim(Dimension.newBuilder().setDimValue(dimension));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }
}
