package io.latentwatch.detector.graph.shape;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Operators that sum an axis up, choose from it or multiply along it. */
final class ReductionShapes {
    private ReductionShapes() {}

    static Map<String, ShapeRule> rules() {
        Map<String, ShapeRule> rules = new HashMap<>();
        for (String name : List.of("ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum")) {
            rules.put(name, ReductionShapes::reduced);
        }
        rules.put("ArgMax", ReductionShapes::largest);
        rules.put("Gemm", ReductionShapes::gemm);
        rules.put("MatMul", ReductionShapes::product);
        rules.put("TopK", ReductionShapes::top);
        return rules;
    }

    private static List<Extent> reduced(Operands node) {
        Extent input = node.input(0);
        Optional<long[]> axes = node.integers(1, "axes");
        boolean none = axes.isEmpty() || axes.get().length == 0;
        if (none && node.integer("noop_with_empty_axes", 0) != 0) {
            return List.of(Extent.of(input.type(), input.dimensions()));
        }
        Set<Integer> gone = new HashSet<>();
        for (int axis = 0; none && axis < input.rank(); axis++) {
            gone.add(axis);
        }
        if (!none) {
            Arrays.stream(axes.get()).forEach(axis -> gone.add(input.axis(axis)));
        }
        return List.of(without(input.type(), input, gone, node));
    }

    private static List<Extent> largest(Operands node) {
        Extent input = node.input(0);
        return List.of(without(DataType.INT64, input, Set.of(input.axis(node.integer("axis", 0))), node));
    }

    private static Extent without(DataType type, Extent input, Set<Integer> gone, Operands node) {
        boolean kept = node.integer("keepdims", 1) != 0;
        long[] result = new long[input.rank()];
        int rank = 0;
        for (int axis = 0; axis < input.rank(); axis++) {
            if (!gone.contains(axis) || kept) {
                result[rank++] = gone.contains(axis) ? 1 : input.dimensions()[axis];
            }
        }
        return Extent.of(type, Arrays.copyOf(result, rank));
    }

    private static List<Extent> gemm(Operands node) {
        Extent left = node.input(0);
        Extent right = node.input(1);
        long rows = left.dimension(node.integer("transA", 0) == 0 ? 0 : 1);
        long columns = right.dimension(node.integer("transB", 0) == 0 ? 1 : 0);
        return List.of(Extent.of(left.type(), rows, columns));
    }

    /** As NumPy's matmul: vectors take part as a row or a column, leading axes are broadcast. */
    private static List<Extent> product(Operands node) {
        long[] left = node.input(0).dimensions();
        long[] right = node.input(1).dimensions();
        if (left.length == 0 || right.length == 0) {
            throw new ShapeException("multiplies a scalar, expected vectors or matrices");
        }
        long[] leading = ElementwiseShapes.broadcast(
                Arrays.copyOf(left, Math.max(0, left.length - 2)), Arrays.copyOf(right, Math.max(0, right.length - 2)));
        int rank = leading.length;
        long[] result = Arrays.copyOf(leading, rank + 2);
        if (left.length > 1) {
            result[rank++] = left[left.length - 2];
        }
        if (right.length > 1) {
            result[rank++] = right[right.length - 1];
        }
        return List.of(Extent.of(node.input(0).type(), Arrays.copyOf(result, rank)));
    }

    /** Where the number is not known, all of the axis: more are never chosen. */
    private static List<Extent> top(Operands node) {
        Extent input = node.input(0);
        long axis = node.integer("axis", -1);
        long all = input.dimension(axis);
        long chosen = node.optional(1)
                .map(count -> count.scalar().isPresent() ? (long) count.scalar().getAsInt() : all)
                .orElseGet(() -> node.integer("k", all));
        Extent result = input.with(axis, Math.min(chosen, all));
        return List.of(result, Extent.of(DataType.INT64, result.dimensions()));
    }
}
