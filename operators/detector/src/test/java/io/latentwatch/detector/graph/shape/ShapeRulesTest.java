package io.latentwatch.detector.graph.shape;

import static io.latentwatch.detector.graph.TestGraph.integer;
import static io.latentwatch.detector.graph.TestGraph.integers;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shapes of the examples in the operators' descriptions (ONNX operator schemas), and others by hand. */
class ShapeRulesTest {
    record Case(String operator, List<Extent> inputs, List<AttributeProto> attributes, List<Long> shape) {
        @Override
        public String toString() {
            return operator
                    + inputs.stream()
                            .map(input -> Arrays.toString(input.dimensions()))
                            .toList();
        }
    }

    static List<Case> cases() {
        return List.of(
                // (7 + 2 - 3) / 2 + 1 = 4; (5 + 2 - 3) / 2 + 1 = 3
                of("Conv", in(f(1, 1, 7, 5), f(1, 1, 3, 3)), at(strides(2), pads(1)), 1, 1, 4, 3),
                // A 3x3 kernel dilated by 2 covers 5: 7 - 5 + 1 = 3
                of("Conv", in(f(2, 4, 7, 7), f(6, 4, 3, 3)), at(integers("dilations", 2, 2)), 2, 6, 3, 3),
                of(
                        "Conv",
                        in(f(1, 1, 5, 5), f(1, 1, 3, 3)),
                        at(strides(2), text("auto_pad", "SAME_LOWER")),
                        1,
                        1,
                        3,
                        3),
                of("MaxPool", in(f(1, 1, 4, 4)), at(kernel(3), strides(2)), 1, 1, 1, 1),
                of("MaxPool", in(f(1, 1, 4, 4)), at(kernel(3), strides(2), integer("ceil_mode", 1)), 1, 1, 2, 2),
                of("AveragePool", in(f(1, 3, 32, 32)), at(kernel(2)), 1, 3, 31, 31),
                // 2 x (3 - 1) + 3 = 7, one more at the end; 2 channels in each of 2 groups
                of(
                        "ConvTranspose",
                        in(f(1, 2, 3, 3), f(2, 2, 3, 3)),
                        at(strides(2), integer("group", 2), integers("output_padding", 1, 1)),
                        1,
                        4,
                        8,
                        8),
                of("GlobalAveragePool", in(f(2, 3, 5, 5)), at(), 2, 3, 1, 1),
                of("Add", in(f(2, 3, 4, 5), f(3, 1, 1)), at(), 2, 3, 4, 5),
                of("Where", in(f(2, 1), f(1, 3), f(1)), at(), 2, 3),
                of("Expand", in(f(3, 1), v(2, 1, 6)), at(), 2, 3, 6),
                of("MatMul", in(f(7, 1, 2, 3), f(4, 3, 5)), at(), 7, 4, 2, 5),
                of("MatMul", in(f(3), f(3)), at()),
                of("Gemm", in(f(3, 6), f(4, 3)), at(integer("transA", 1), integer("transB", 1)), 6, 4),
                of("ReduceMean", in(f(2, 3, 4)), at(integers("axes", -2), integer("keepdims", 0)), 2, 4),
                of("ReduceSum", in(f(2, 3, 4), v(1)), at(), 2, 1, 4),
                of("ReduceSum", in(f(2, 3)), at(integer("noop_with_empty_axes", 1)), 2, 3),
                of("ReduceMax", in(f(2, 3)), at(), 1, 1),
                of("ArgMax", in(f(2, 3)), at(integer("axis", 1), integer("keepdims", 0)), 2),
                of("TopK", in(f(3, 4), v(2)), at(), 3, 2),
                of("TopK", in(f(3, 4), f(1)), at(), 3, 4), // a number out of the image: all, at most
                of("Reshape", in(f(2, 3, 4), v(0, -1)), at(), 2, 12),
                of("Reshape", in(f(0, 3, 4), v(3, 4, 0)), at(integer("allowzero", 1)), 3, 4, 0),
                of("Flatten", in(f(2, 3, 4, 5)), at(integer("axis", 2)), 6, 20),
                of("Transpose", in(f(2, 3, 4)), at(integers("perm", 1, 0, 2)), 3, 2, 4),
                of("Squeeze", in(f(1, 3, 1), v(-1)), at(), 1, 3),
                of("Squeeze", in(f(1, 3, 1)), at(), 3),
                of("Unsqueeze", in(f(3, 4), v(0, 3)), at(), 1, 3, 4, 1),
                of("DepthToSpace", in(f(1, 8, 2, 3)), at(integer("blocksize", 2)), 1, 2, 4, 6),
                of("Concat", in(f(2, 3), f(2, 5)), at(integer("axis", -1)), 2, 8),
                of("Slice", in(f(20, 10, 5), v(0, 0), v(3, 10), v(0, 1)), at(), 3, 10, 5),
                of("Slice", in(f(20, 10, 5), v(20, 10, 4), v(0, 0, 1), v(0, 1, 2), v(-1, -3, -2)), at(), 19, 3, 2),
                of("Slice", in(f(20), v(-5), v(1L << 62)), at(), 5),
                of("Slice", in(f(20), f(1), f(1)), at(), 20), // bounds out of the image: all, at most
                of("Split", in(f(7, 2)), at(), 7, 2),
                of("Gather", in(f(5, 4, 3, 2), v(0, 1, 3)), at(integer("axis", 1)), 5, 3, 3, 2),
                of("GatherElements", in(f(3, 3), f(2, 3)), at(), 2, 3),
                of("Pad", in(f(3, 2), v(0, 2, 0, 1)), at(), 3, 5),
                of("Tile", in(f(2, 3), v(2, 4)), at(), 4, 12),
                of("Range", in(s(10), s(6), s(-3)), at(), 2),
                of("Resize", in(f(1, 1, 4, 4), f(0), reals(1, 1, 0.6, 2.5)), at(), 1, 1, 2, 10),
                of("Resize", in(f(1, 1, 4, 4), f(0), f(0), v(1, 1, 7, 8)), at(), 1, 1, 7, 8),
                of("ConstantOfShape", in(v(4, 3, 2)), at(), 4, 3, 2),
                of("Shape", in(f(2, 3, 4)), at(), 3),
                of("BatchNormalization", in(f(2, 3, 4, 5), f(3), f(3), f(3), f(3)), at(), 2, 3, 4, 5));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void infersTheShapeOf(Case given) {
        Map<String, Extent> known = new HashMap<>();
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(given.operator())
                .addAllAttribute(given.attributes())
                .addOutput("out");
        for (Extent input : given.inputs()) {
            String name = "in" + known.size();
            known.put(name, input);
            node.addInput(name);
        }
        Extent found = ShapeRules.of(given.operator())
                .outputs(new Operands(node.build(), known))
                .get(0);
        assertThat(found.dimensions())
                .containsExactly(given.shape().stream().mapToLong(d -> d).toArray());
    }

    private static Case of(String operator, List<Extent> inputs, List<AttributeProto> attributes, long... shape) {
        return new Case(
                operator, inputs, attributes, Arrays.stream(shape).boxed().toList());
    }

    private static List<Extent> in(Extent... inputs) {
        return List.of(inputs);
    }

    private static List<AttributeProto> at(AttributeProto... attributes) {
        return List.of(attributes);
    }

    /** A float32 tensor out of the image. */
    private static Extent f(long... shape) {
        return Extent.of(DataType.FLOAT, shape);
    }

    /** A known int64 vector. */
    private static Extent v(long... values) {
        return Extent.vector(
                DataType.INT64, Arrays.stream(values).mapToDouble(i -> i).toArray());
    }

    /** A known int64 scalar. */
    private static Extent s(long value) {
        return Extent.known(DataType.INT64, new long[0], new double[] {value});
    }

    private static Extent reals(double... values) {
        return Extent.vector(DataType.FLOAT, values);
    }

    private static AttributeProto kernel(long side) {
        return integers("kernel_shape", side, side);
    }

    private static AttributeProto strides(long step) {
        return integers("strides", step, step);
    }

    private static AttributeProto pads(long side) {
        return integers("pads", side, side, side, side);
    }

    private static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }
}
