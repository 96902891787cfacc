package io.latentwatch.detector.graph.shape;

import java.util.Arrays;
import java.util.List;

/** The operator that cuts a range out of axes. */
final class SliceShapes {
    private SliceShapes() {}

    /** Where the bounds are not known, all of the axes: a slice is never longer. */
    static List<Extent> slice(Operands node) {
        Extent input = node.input(0);
        boolean newer = node.optional(1).isPresent(); // bounds are inputs since operator set 10
        double[] starts = newer ? node.input(1).values() : attribute(node, "starts");
        double[] ends = newer ? node.input(2).values() : attribute(node, "ends");
        if (starts == null || ends == null) {
            return List.of(Extent.of(input.type(), input.dimensions()));
        }
        long[] axes =
                node.integers(3, "axes").orElseGet(() -> Arrays.copyOf(SelectionShapes.axes(input), starts.length));
        long[] steps = node.integers(4, "steps").orElse(null);
        SelectionShapes.requireOneEach(axes, starts.length, "axes");
        SelectionShapes.requireOneEach(axes, ends.length, "axes");
        Extent result = input;
        for (int i = 0; i < axes.length; i++) {
            Cut cut = cut(starts[i], ends[i], steps == null ? 1 : steps[i], result.dimension(axes[i]));
            result = cut.of(result, result.axis(axes[i]));
        }
        return List.of(result);
    }

    private static double[] attribute(Operands node, String name) {
        return Arrays.stream(node.integers(name).orElseThrow(() -> new ShapeException("is told no " + name)))
                .mapToDouble(place -> place)
                .toArray();
    }

    /** The places {@code first, first + step, ...} of an axis. */
    private record Cut(long first, long step, long count) {
        Extent of(Extent input, int axis) {
            long[] dimensions = input.dimensions().clone();
            long[] strides = input.strides();
            long start = first * strides[axis];
            dimensions[axis] = count;
            strides[axis] *= step;
            return Extent.known(input.type(), dimensions, input.walked(dimensions, strides, start));
        }
    }

    /** Bounds may be counted from the end and lie beyond both ends. */
    private static Cut cut(double start, double end, long step, long length) {
        if (step == 0) {
            throw new ShapeException("has the step 0, expected another");
        }
        double lowest = step > 0 ? 0 : -1;
        double highest = step > 0 ? length : length - 1;
        double first = Math.max(lowest, Math.min(highest, start < 0 ? start + length : start));
        double last = Math.max(lowest, Math.min(highest, end < 0 ? end + length : end));
        return new Cut((long) first, step, (long) Math.max(0, Math.ceil((last - first) / step)));
    }
}
