package io.latentwatch.reference.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.latentwatch.detector.infer.MonitorTensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Appends nodes and constants to a graph. What it adds has names that begin with {@link MonitorTensors#PREFIX}. */
final class GraphBuilder {
    private final GraphProto.Builder graph;
    private final long opset;

    /** @param opset version of the standard operators, at least 13 */
    GraphBuilder(GraphProto.Builder graph, long opset) {
        this.graph = graph;
        this.opset = opset;
    }

    /** Adds a node with one output, named {@code watch/<name>}, and returns that name. */
    String node(String operator, String name, List<String> inputs, AttributeProto... attributes) {
        return nodeTo(MonitorTensors.PREFIX + name, operator, inputs, attributes);
    }

    /** Adds a node whose one output has exactly this name. */
    String nodeTo(String output, String operator, List<String> inputs, AttributeProto... attributes) {
        add(operator, output, inputs, List.of(output), attributes);
        return output;
    }

    void add(
            String operator, String nodeName, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setName(nodeName.startsWith(MonitorTensors.PREFIX) ? nodeName : MonitorTensors.PREFIX + nodeName)
                .setOpType(operator)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(List.of(attributes)));
    }

    /** A reduction over one axis. */
    String reduce(String operator, String name, String input, int axis, boolean keep) {
        return reduce(operator, name, input, keep, axis);
    }

    /** A reduction over axes; from opset 13 (ReduceSum) or 18 (the others) they are an input. */
    String reduce(String operator, String name, String input, boolean keep, long... axes) {
        AttributeProto keepDimensions = integer("keepdims", keep ? 1 : 0);
        if (operator.equals("ReduceSum") || opset >= 18) {
            return node(operator, name, List.of(input, longs(name + ".axes", axes)), keepDimensions);
        }
        return node(operator, name, List.of(input), integers("axes", axes), keepDimensions);
    }

    /** Rows from start (inclusive) to end (exclusive); both are names of int64 [1] tensors. */
    String rows(String name, String input, String start, String end) {
        return node("Slice", name, List.of(input, start, end, longs(name + ".axis", 0)));
    }

    String concat(String name, List<String> inputs, int axis) {
        return inputs.size() == 1
                ? node("Identity", name, inputs)
                : node("Concat", name, inputs, integer("axis", axis));
    }

    /** A float32 constant. */
    String floats(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return constant(name, TensorProto.DataType.FLOAT, bytes, shape);
    }

    /** A float32 scalar. */
    String scalar(String name, double value) {
        return floats(name, new float[] {(float) value});
    }

    /** An int64 vector. */
    String longs(String name, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return constant(name, TensorProto.DataType.INT64, bytes, values.length);
    }

    private String constant(String name, TensorProto.DataType type, ByteBuffer bytes, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(MonitorTensors.PREFIX + name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(bytes));
        for (long dimension : shape) {
            tensor.addDims(dimension);
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto integers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }
}
