package io.latentwatch.detector.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;

/** Writes small graphs, node after node. */
public final class TestGraph {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");

    /** A float32 input; a dimension of -1 is open. */
    public TestGraph input(String name, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (long dimension : shape) {
            dimensions.addDim(
                    dimension < 0
                            ? TensorShapeProto.Dimension.newBuilder().setDimParam("N")
                            : TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
        }
        graph.addInput(ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(DataType.FLOAT_VALUE)
                                .setShape(dimensions))));
        return this;
    }

    /** A float32 output. */
    public TestGraph output(String name) {
        graph.addOutput(ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE))));
        return this;
    }

    /** A float32 weight. */
    public TestGraph floats(String name, List<Long> shape, float... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.FLOAT_VALUE)
                .addAllDims(shape);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        graph.addInitializer(tensor);
        return this;
    }

    /** A float32 weight whose values are left out: only its shape is claimed. */
    public TestGraph weight(String name, long... shape) {
        graph.addInitializer(claimed(shape).toBuilder().setName(name));
        return this;
    }

    /** An int64 vector. */
    public TestGraph longs(String name, long... values) {
        graph.addInitializer(vector(values).toBuilder().setName(name));
        return this;
    }

    /** A node of that name with one output of the same name. */
    public TestGraph node(String operator, String name, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(name)
                .addAllAttribute(List.of(attributes)));
        return this;
    }

    /** One more output of the last node. */
    public TestGraph alsoTo(String output) {
        graph.getNodeBuilder(graph.getNodeCount() - 1).addOutput(output);
        return this;
    }

    public GraphProto build() {
        return graph.build();
    }

    public byte[] file() {
        return model(17).toByteArray();
    }

    public ModelProto model(long opset) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph)
                .build();
    }

    /** A float32 tensor without values. */
    public static TensorProto claimed(long... shape) {
        return TensorProto.newBuilder()
                .setDataType(DataType.FLOAT_VALUE)
                .addAllDims(Arrays.stream(shape).boxed().toList())
                .build();
    }

    public static TensorProto vector(long... values) {
        return TensorProto.newBuilder()
                .setDataType(DataType.INT64_VALUE)
                .addDims(values.length)
                .addAllInt64Data(Arrays.stream(values).boxed().toList())
                .build();
    }

    public static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static AttributeProto integers(String name, long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(Arrays.stream(values).boxed().toList())
                .build();
    }

    public static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    public static AttributeProto reals(String name, float... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOATS);
        for (float value : values) {
            attribute.addFloats(value);
        }
        return attribute.build();
    }

    public static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    public static AttributeProto tensor(String name, TensorProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value)
                .build();
    }
}
