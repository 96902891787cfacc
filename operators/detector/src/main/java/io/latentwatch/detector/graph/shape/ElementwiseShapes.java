package io.latentwatch.detector.graph.shape;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Operators that keep a shape or broadcast several to one. Small known values are carried along: shapes are computed by such nodes. */
final class ElementwiseShapes {
    private static final List<String> KEEPING = List.of(
            "Clip",
            "Elu",
            "Erf",
            "Exp",
            "Gelu",
            "HardSigmoid",
            "HardSwish",
            "InstanceNormalization",
            "LRN",
            "LeakyRelu",
            "Log",
            "LogSoftmax",
            "Mish",
            "PRelu",
            "Reciprocal",
            "Relu",
            "Selu",
            "Sigmoid",
            "Softmax",
            "Softplus",
            "Tanh");

    private static final Map<String, DoubleUnaryOperator> UNARY = Map.of(
            "Abs", Math::abs,
            "Ceil", Math::ceil,
            "Floor", Math::floor,
            "Identity", value -> value,
            "Neg", value -> -value,
            "Not", value -> 1 - value,
            "Round", Math::rint,
            "Sign", Math::signum,
            "Sqrt", Math::sqrt);

    private static final Map<String, DoubleBinaryOperator> BINARY = Map.of(
            "Add", Double::sum,
            "Div", (a, b) -> a / b,
            "Max", Math::max,
            "Min", Math::min,
            "Mul", (a, b) -> a * b,
            "Pow", Math::pow,
            "Sub", (a, b) -> a - b,
            "Sum", Double::sum);

    private static final Map<String, DoubleBinaryOperator> COMPARISONS = Map.of(
            "Equal", (a, b) -> a == b ? 1 : 0,
            "Greater", (a, b) -> a > b ? 1 : 0,
            "GreaterOrEqual", (a, b) -> a >= b ? 1 : 0,
            "Less", (a, b) -> a < b ? 1 : 0,
            "LessOrEqual", (a, b) -> a <= b ? 1 : 0);

    private ElementwiseShapes() {}

    static Map<String, ShapeRule> rules() {
        Map<String, ShapeRule> rules = new HashMap<>();
        KEEPING.forEach(name -> rules.put(name, node -> List.of(same(node.input(0)))));
        UNARY.forEach((name, function) -> rules.put(name, node -> List.of(mapped(node.input(0), function))));
        BINARY.forEach((name, function) -> rules.put(name, node -> List.of(combined(node, function))));
        COMPARISONS.forEach((name, function) -> rules.put(name, node -> List.of(compared(node, function))));
        rules.put("BatchNormalization", ElementwiseShapes::batchNormalization);
        rules.put("Cast", ElementwiseShapes::cast);
        rules.put("Dropout", node -> List.of(same(node.input(0)), typed(DataType.BOOL, node.input(0))));
        rules.put("LayerNormalization", ElementwiseShapes::layerNormalization);
        rules.put("Where", ElementwiseShapes::where);
        return rules;
    }

    private static Extent same(Extent input) {
        return typed(input.type(), input);
    }

    private static Extent typed(DataType type, Extent input) {
        return Extent.of(type, input.dimensions());
    }

    private static Extent mapped(Extent input, DoubleUnaryOperator function) {
        double[] values = input.values() == null
                ? null
                : Arrays.stream(input.values()).map(function).toArray();
        return Extent.known(input.type(), input.dimensions(), values);
    }

    private static List<Extent> cast(Operands node) {
        DataType to = Extent.type((int) node.integer("to", DataType.FLOAT_VALUE));
        Extent input = node.input(0);
        Extent converted = mapped(input, isInteger(to) ? value -> (double) (long) value : value -> value);
        return List.of(new Extent(to, input.dimensions(), converted.values()));
    }

    private static boolean isInteger(DataType type) {
        return type == DataType.INT64 || type == DataType.INT32;
    }

    private static Extent combined(Operands node, DoubleBinaryOperator function) {
        Extent result = node.input(0);
        for (int i = 1; i < node.inputs().size(); i++) {
            result = combined(result.type(), result, node.input(i), function);
        }
        return result;
    }

    private static Extent compared(Operands node, DoubleBinaryOperator function) {
        return combined(DataType.BOOL, node.input(0), node.input(1), function);
    }

    private static Extent combined(DataType type, Extent left, Extent right, DoubleBinaryOperator function) {
        long[] dimensions = broadcast(left.dimensions(), right.dimensions());
        double[] values = spread(left, dimensions);
        double[] others = spread(right, dimensions);
        if (values == null || others == null) {
            return Extent.of(type, dimensions);
        }
        double[] results = new double[values.length];
        for (int i = 0; i < results.length; i++) {
            double result = function.applyAsDouble(values[i], others[i]);
            results[i] = isInteger(type) ? (double) (long) result : result;
        }
        return Extent.known(type, dimensions, results);
    }

    private static List<Extent> where(Operands node) {
        Extent condition = node.input(0);
        Extent yes = node.input(1);
        Extent no = node.input(2);
        long[] dimensions = broadcast(condition.dimensions(), broadcast(yes.dimensions(), no.dimensions()));
        double[] conditions = spread(condition, dimensions);
        double[] values = spread(yes, dimensions);
        double[] others = spread(no, dimensions);
        if (conditions == null || values == null || others == null) {
            return List.of(Extent.of(yes.type(), dimensions));
        }
        double[] chosen = new double[values.length];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = conditions[i] != 0 ? values[i] : others[i];
        }
        return List.of(Extent.known(yes.type(), dimensions, chosen));
    }

    /** The shape of both together; where two sides do not fit, the larger one, since it is a bound that is looked for. */
    static long[] broadcast(long[] left, long[] right) {
        long[] result = new long[Math.max(left.length, right.length)];
        for (int i = 1; i <= result.length; i++) {
            long one = i > left.length ? 1 : left[left.length - i];
            long other = i > right.length ? 1 : right[right.length - i];
            result[result.length - i] = one == 1 ? other : other == 1 ? one : Math.max(one, other);
        }
        return result;
    }

    /** The values as they stand in the broadcast shape; null where not known, or where an axis inside would have to be repeated. */
    static double[] spread(Extent input, long[] dimensions) {
        double[] values = input.values();
        long n = Extent.of(input.type(), dimensions).elements();
        if (values == null || n > Extent.KEPT_VALUES || (values.length != n && values.length != 1)) {
            return null;
        }
        if (values.length == n) {
            return values;
        }
        double[] repeated = new double[(int) n];
        Arrays.fill(repeated, values[0]);
        return repeated;
    }

    private static List<Extent> batchNormalization(Operands node) {
        Extent perChannel = same(node.input(1));
        return List.of(same(node.input(0)), perChannel, perChannel, perChannel, perChannel);
    }

    private static List<Extent> layerNormalization(Operands node) {
        Extent input = same(node.input(0));
        Extent statistics = input;
        for (int axis = input.axis(node.integer("axis", -1)); axis < input.rank(); axis++) {
            statistics = statistics.with(axis, 1);
        }
        return List.of(input, statistics, statistics);
    }
}
