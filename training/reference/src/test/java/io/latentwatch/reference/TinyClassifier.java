package io.latentwatch.reference;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/**
 * A small network with random weights, as an ONNX file and as plain loops in double precision: conv 3x3 to 4 channels, ReLU, max pool 2x2, conv 3x3 to 6
 * channels, ReLU, dense to 16, ReLU, dense to 3. Input {@code [1, 12, 12]}.
 */
public final class TinyClassifier {
    static final int SIDE = 12;
    static final int CLASSES = 3;
    static final int[] FEATURES = {4, 6, 16};

    final float[] conv1 = new float[4 * 9];
    final float[] bias1 = new float[4];
    final float[] conv2 = new float[6 * 4 * 9];
    final float[] bias2 = new float[6];
    final float[] dense1 = new float[16 * 54];
    final float[] bias3 = new float[16];
    final float[] dense2 = new float[CLASSES * 16];
    final float[] bias4 = new float[CLASSES];

    public TinyClassifier(long seed) {
        Random random = new Random(seed);
        for (float[] weights : List.of(conv1, bias1, conv2, bias2, dense1, bias3, dense2, bias4)) {
            double scale = weights.length > 20 ? Math.sqrt(6.0 / (weights.length / 6.0)) : 0.1;
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) (scale * random.nextGaussian());
            }
        }
    }

    /** What one image gives inside. Maps are channels first. */
    record Forward(double[] relu1, double[] relu2, double[] relu3, double[] logits) {}

    /** @param pixels {@code 12 x 12} in [0,1] */
    Forward forward(double[] pixels) {
        double[] relu1 = relu(convolve(pixels, 1, 12, conv1, bias1));
        double[] pooled = pool(relu1, 4, 10);
        double[] relu2 = relu(convolve(pooled, 4, 5, conv2, bias2));
        double[] relu3 = relu(dense(relu2, dense1, bias3));
        return new Forward(relu1, relu2, relu3, dense(relu3, dense2, bias4));
    }

    private static double[] convolve(double[] in, int channels, int side, float[] weights, float[] bias) {
        int out = side - 2;
        double[] result = new double[bias.length * out * out];
        for (int o = 0; o < bias.length; o++) {
            for (int y = 0; y < out; y++) {
                for (int x = 0; x < out; x++) {
                    double sum = bias[o];
                    for (int c = 0; c < channels; c++) {
                        for (int k = 0; k < 9; k++) {
                            sum += weights[(o * channels + c) * 9 + k] * in[(c * side + y + k / 3) * side + x + k % 3];
                        }
                    }
                    result[(o * out + y) * out + x] = sum;
                }
            }
        }
        return result;
    }

    private static double[] pool(double[] in, int channels, int side) {
        int out = side / 2;
        double[] result = new double[channels * out * out];
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < out; y++) {
                for (int x = 0; x < out; x++) {
                    int at = (c * side + 2 * y) * side + 2 * x;
                    result[(c * out + y) * out + x] =
                            Math.max(Math.max(in[at], in[at + 1]), Math.max(in[at + side], in[at + side + 1]));
                }
            }
        }
        return result;
    }

    private static double[] dense(double[] in, float[] weights, float[] bias) {
        double[] result = new double[bias.length];
        for (int o = 0; o < bias.length; o++) {
            result[o] = bias[o];
            for (int i = 0; i < in.length; i++) {
                result[o] += weights[o * in.length + i] * in[i];
            }
        }
        return result;
    }

    private static double[] relu(double[] in) {
        for (int i = 0; i < in.length; i++) {
            in[i] = Math.max(0, in[i]);
        }
        return in;
    }

    /** The ONNX file. */
    public byte[] onnx() {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("tiny")
                .addInput(value("image", "N", 1, SIDE, SIDE))
                .addOutput(value("logits", "N", CLASSES))
                .addInitializer(weights("conv1.weight", conv1, 4, 1, 3, 3))
                .addInitializer(weights("conv1.bias", bias1, 4))
                .addInitializer(weights("conv2.weight", conv2, 6, 4, 3, 3))
                .addInitializer(weights("conv2.bias", bias2, 6))
                .addInitializer(weights("dense1.weight", dense1, 16, 54))
                .addInitializer(weights("dense1.bias", bias3, 16))
                .addInitializer(weights("dense2.weight", dense2, CLASSES, 16))
                .addInitializer(weights("dense2.bias", bias4, CLASSES))
                .addNode(node("Conv", "conv1", "image", "conv1.weight", "conv1.bias"))
                .addNode(node("Relu", "relu1", "conv1"))
                .addNode(node("MaxPool", "pool1", "relu1").toBuilder()
                        .addAttribute(integers("kernel_shape", 2, 2))
                        .addAttribute(integers("strides", 2, 2)))
                .addNode(node("Conv", "conv2", "pool1", "conv2.weight", "conv2.bias"))
                .addNode(node("Relu", "relu2", "conv2"))
                .addNode(node("Flatten", "flat", "relu2"))
                .addNode(node("Gemm", "dense1", "flat", "dense1.weight", "dense1.bias").toBuilder()
                        .addAttribute(integer("transB", 1)))
                .addNode(node("Relu", "relu3", "dense1"))
                .addNode(node("Gemm", "logits", "relu3", "dense2.weight", "dense2.bias").toBuilder()
                        .addAttribute(integer("transB", 1)));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static NodeProto node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setName(output)
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build();
    }

    private static AttributeProto integers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static TensorProto weights(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(bytes));
        for (long dimension : shape) {
            tensor.addDims(dimension);
        }
        return tensor.build();
    }

    private static ValueInfoProto value(String name, String batch, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(batch));
        for (long dimension : shape) {
            dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(dimensions)))
                .build();
    }
}
