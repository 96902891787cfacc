package io.latentwatch.detector.graph.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Operators that bring the same elements into another shape. Their known values go along. */
final class LayoutShapes {
    private LayoutShapes() {}

    static Map<String, ShapeRule> rules() {
        return Map.of(
                "DepthToSpace", LayoutShapes::depthToSpace,
                "Flatten", LayoutShapes::flatten,
                "Reshape", LayoutShapes::reshape,
                "Squeeze", LayoutShapes::squeeze,
                "Transpose", LayoutShapes::transpose,
                "Unsqueeze", LayoutShapes::unsqueeze);
    }

    private static List<Extent> depthToSpace(Operands node) {
        Extent input = node.input(0);
        long block = node.integer("blocksize", 0);
        if (input.rank() != 4 || block < 1 || block > Integer.MAX_VALUE) {
            throw new ShapeException("has blocksize " + block + " on " + input.rank() + " axes, expected 4 of them");
        }
        long[] from = input.dimensions();
        return List.of(Extent.of(
                input.type(),
                from[0],
                from[1] / (block * block),
                Math.multiplyExact(from[2], block),
                Math.multiplyExact(from[3], block)));
    }

    private static List<Extent> flatten(Operands node) {
        Extent input = node.input(0);
        long axis = node.integer("axis", 1);
        int split = axis == input.rank() ? input.rank() : input.axis(axis);
        long rows = Extent.of(input.type(), Arrays.copyOf(input.dimensions(), split))
                .elements();
        long columns = Extent.of(input.type(), Arrays.copyOfRange(input.dimensions(), split, input.rank()))
                .elements();
        return List.of(Extent.known(input.type(), new long[] {rows, columns}, input.values()));
    }

    private static List<Extent> reshape(Operands node) {
        Extent input = node.input(0);
        long[] wanted = node.integers(1, "shape").orElseThrow(() -> new ShapeException("is told no shape"));
        boolean zeroCopies = node.integer("allowzero", 0) == 0;
        int open = -1;
        long others = 1;
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = wanted[i] == 0 && zeroCopies ? input.dimension(i) : wanted[i];
            if (wanted[i] == -1) {
                open = i;
            } else {
                others = Math.multiplyExact(others, wanted[i]);
            }
        }
        if (open >= 0) {
            wanted[open] = others == 0 ? 0 : input.elements() / others;
        }
        return List.of(Extent.known(input.type(), wanted, input.values()));
    }

    private static List<Extent> squeeze(Operands node) {
        Extent input = node.input(0);
        Set<Integer> gone = node.integers(1, "axes")
                .map(axes -> Arrays.stream(axes).mapToObj(input::axis).collect(Collectors.toSet()))
                .orElse(null);
        List<Long> left = new ArrayList<>();
        for (int axis = 0; axis < input.rank(); axis++) {
            if (gone == null ? input.dimensions()[axis] != 1 : !gone.contains(axis)) {
                left.add(input.dimensions()[axis]);
            }
        }
        long[] result = left.stream().mapToLong(dimension -> dimension).toArray();
        return List.of(Extent.known(input.type(), result, input.values()));
    }

    private static List<Extent> unsqueeze(Operands node) {
        Extent input = node.input(0);
        long[] axes = node.integers(1, "axes").orElseThrow(() -> new ShapeException("is told no axes"));
        Extent wider = Extent.of(input.type(), new long[input.rank() + axes.length]);
        Set<Integer> added = Arrays.stream(axes).mapToObj(wider::axis).collect(Collectors.toSet());
        long[] result = wider.dimensions();
        int next = 0;
        for (int axis = 0; axis < result.length; axis++) {
            result[axis] = added.contains(axis) || next == input.rank() ? 1 : input.dimensions()[next++];
        }
        return List.of(Extent.known(input.type(), result, input.values()));
    }

    private static List<Extent> transpose(Operands node) {
        Extent input = node.input(0);
        long[] result = new long[input.rank()];
        long[] strides = new long[input.rank()];
        long[] order = node.integers("perm").orElse(null);
        for (int axis = 0; axis < result.length; axis++) {
            int from = order == null || axis >= order.length ? input.rank() - 1 - axis : input.axis(order[axis]);
            result[axis] = input.dimensions()[from];
            strides[axis] = input.strides()[from];
        }
        return List.of(Extent.known(input.type(), result, permuted(input, result, strides)));
    }

    /** An order that names an axis twice makes a tensor of another size, whose values are not known. */
    private static double[] permuted(Extent input, long[] result, long[] strides) {
        return Extent.of(input.type(), result).elements() == input.elements() ? input.walked(result, strides, 0) : null;
    }
}
