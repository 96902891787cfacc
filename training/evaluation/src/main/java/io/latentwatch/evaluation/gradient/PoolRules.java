package io.latentwatch.evaluation.gradient;

import static io.latentwatch.evaluation.gradient.BackwardWriter.integers;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Pools over windows of two dimensions, and means over whole axes. */
final class PoolRules {
    private PoolRules() {}

    /**
     * A window's sizes along height and width.
     *
     * @param pads before height, before width, after height, after width
     */
    private record Window(long[] kernel, long[] strides, long[] pads) {
        static Window of(NodeProto node) {
            BackwardRules.requireNoAutomaticPadding(node);
            BackwardRules.require(
                    node, BackwardRules.attribute(node, "ceil_mode").getI() == 0, "ceil_mode 0", "ceil_mode 1");
            BackwardRules.require(
                    node, BackwardRules.ones(BackwardRules.attribute(node, "dilations")), "no dilation", "dilations");
            long[] kernel = longs(BackwardRules.attribute(node, "kernel_shape").getIntsList());
            BackwardRules.require(node, kernel.length == 2, "windows of two dimensions", kernel.length + " dimensions");
            long[] strides = longs(BackwardRules.attribute(node, "strides").getIntsList());
            long[] pads = longs(BackwardRules.attribute(node, "pads").getIntsList());
            return new Window(
                    kernel,
                    strides.length == 0 ? new long[] {1, 1} : strides,
                    pads.length == 0 ? new long[] {0, 0, 0, 0} : pads);
        }

        boolean overlaps() {
            return !Arrays.equals(kernel, strides) || padded();
        }

        boolean padded() {
            return LongStream.of(pads).anyMatch(pad -> pad != 0);
        }

        int cells() {
            return Math.toIntExact(kernel[0] * kernel[1]);
        }
    }

    static void maxPool(NodeProto node, String gradient, BackwardWriter graph) {
        Window window = Window.of(node);
        BackwardRules.require(
                node, BackwardRules.attribute(node, "storage_order").getI() == 0, "storage_order 0", "storage_order 1");
        if (window.overlaps()) {
            overlapping(node, window, gradient, graph);
        } else if (graph.ties() == TieRule.FIRST) {
            unpool(node, gradient, graph);
        } else {
            shareAmongTies(node, gradient, graph);
        }
    }

    /** Windows that do not overlap: each gradient goes to the place that the pool says. */
    private static void unpool(NodeProto node, String gradient, BackwardWriter graph) {
        String indices = node.getOutputCount() > 1 ? node.getOutput(1) : BackwardWriter.ADDED + node.getOutput(0);
        if (node.getOutputCount() == 1) {
            graph.addOutput(node, indices);
        }
        String shape = graph.add("Shape", List.of(node.getInput(0)));
        graph.contribute(
                node.getInput(0),
                graph.add(
                        "MaxUnpool",
                        List.of(gradient, indices, shape),
                        BackwardRules.attribute(node, "kernel_shape"),
                        BackwardRules.attribute(node, "strides")));
    }

    private static void shareAmongTies(NodeProto node, String gradient, BackwardWriter graph) {
        List<Long> kernel = BackwardRules.attribute(node, "kernel_shape").getIntsList();
        long[] shape = graph.shape(node.getInput(0));
        BackwardRules.require(
                node,
                shape[2] % kernel.get(0) == 0 && shape[3] % kernel.get(1) == 0,
                "a kernel that divides the input where ties share the gradient",
                "kernel %s on %s".formatted(kernel, Arrays.toString(shape)));
        String scales = graph.constant(List.of(4L), 1, 1, kernel.get(0), kernel.get(1));
        String isMaximum = graph.add("Equal", List.of(node.getInput(0), enlarge(node.getOutput(0), scales, graph)));
        String zero = graph.constant(List.of(), 0);
        graph.contribute(
                node.getInput(0), graph.add("Where", List.of(isMaximum, enlarge(gradient, scales, graph), zero)));
    }

    private static String enlarge(String tensor, String scales, BackwardWriter graph) {
        return graph.add(
                "Resize",
                List.of(tensor, "", scales),
                BackwardWriter.text("mode", "nearest"),
                BackwardWriter.text("nearest_mode", "floor"),
                BackwardWriter.text("coordinate_transformation_mode", "asymmetric"));
    }

    /**
     * Windows that overlap: for each of a window's cells, the gradients of the windows whose maximum it is, as a channel of its own;
     * a transposed convolution with a one for each cell then adds them up where they belong.
     */
    private static void overlapping(NodeProto node, Window window, String gradient, BackwardWriter graph) {
        long[] input = graph.shape(node.getInput(0));
        long[] output = graph.shape(node.getOutput(0));
        String padded = window.padded() ? pad(node.getInput(0), window, graph) : node.getInput(0);
        String zero = graph.constant(List.of(), 0);
        List<String> cells = new ArrayList<>();
        String free = null;
        for (int cell = 0; cell < window.cells(); cell++) {
            String values = cell(padded, window, output, cell, graph);
            String isMaximum = graph.add("Equal", List.of(values, node.getOutput(0)));
            if (graph.ties() == TieRule.FIRST) {
                String mine = free == null ? isMaximum : graph.add("And", List.of(isMaximum, free));
                String others = graph.add("Not", List.of(isMaximum));
                free = free == null ? others : graph.add("And", List.of(free, others));
                isMaximum = mine;
            }
            cells.add(unsqueeze(graph.add("Where", List.of(isMaximum, gradient, zero)), graph));
        }
        long channels = input[1];
        String stacked = graph.add("Concat", cells, BackwardWriter.integer("axis", 2));
        String asChannels = graph.add(
                "Reshape", List.of(stacked, graph.constant(0, channels * window.cells(), output[2], output[3])));
        float[] ones = new float[Math.toIntExact(channels * window.cells() * window.cells())];
        for (int i = 0; i < channels * window.cells(); i++) {
            ones[i * window.cells() + i % window.cells()] = 1;
        }
        String weights =
                graph.constant(List.of(channels * window.cells(), 1L, window.kernel()[0], window.kernel()[1]), ones);
        graph.contribute(node.getInput(0), spread(asChannels, weights, window, input, output, graph));
    }

    /** Rows and columns of the lowest number around a map, so that they are no maximum. */
    private static String pad(String tensor, Window window, BackwardWriter graph) {
        long[] pads = window.pads();
        return graph.add(
                "Pad",
                List.of(
                        tensor,
                        graph.constant(0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]),
                        graph.constant(List.of(), Float.NEGATIVE_INFINITY)));
    }

    /** One cell of every window. */
    private static String cell(String padded, Window window, long[] output, int cell, BackwardWriter graph) {
        long row = cell / window.kernel()[1];
        long column = cell % window.kernel()[1];
        return graph.add(
                "Slice",
                List.of(
                        padded,
                        graph.constant(row, column),
                        graph.constant(
                                row + (output[2] - 1) * window.strides()[0] + 1,
                                column + (output[3] - 1) * window.strides()[1] + 1),
                        graph.constant(2, 3),
                        graph.constant(window.strides())));
    }

    private static String unsqueeze(String tensor, BackwardWriter graph) {
        return graph.alongAxes("Unsqueeze", tensor, List.of(2L));
    }

    /** A mean over windows: each gradient, divided by the number of its window's cells, goes to all of them. */
    static void averagePool(NodeProto node, String gradient, BackwardWriter graph) {
        Window window = Window.of(node);
        long[] input = graph.shape(node.getInput(0));
        long[] output = graph.shape(node.getOutput(0));
        boolean paddingCounts = BackwardRules.integer(node, "count_include_pad", 0) == 1;
        String weighted = graph.add(
                "Mul",
                List.of(
                        gradient,
                        graph.constant(
                                List.of(1L, 1L, output[2], output[3]), shares(window, input, output, paddingCounts))));
        float[] ones = new float[Math.toIntExact(input[1] * window.cells())];
        Arrays.fill(ones, 1);
        String weights = graph.constant(List.of(input[1], 1L, window.kernel()[0], window.kernel()[1]), ones);
        graph.contribute(node.getInput(0), spread(weighted, weights, window, input, output, graph));
    }

    /** For each window one over the number of cells that count. */
    private static float[] shares(Window window, long[] input, long[] output, boolean paddingCounts) {
        float[] shares = new float[Math.toIntExact(output[2] * output[3])];
        for (int i = 0; i < shares.length; i++) {
            long rows = inside(window, input, i / output[3], 0);
            long columns = inside(window, input, i % output[3], 1);
            shares[i] = 1f / (paddingCounts ? window.cells() : rows * columns);
        }
        return shares;
    }

    /** How many places of a window lie inside the map, along one dimension. */
    private static long inside(Window window, long[] input, long index, int dimension) {
        long from = index * window.strides()[dimension] - window.pads()[dimension];
        return Math.min(input[dimension + 2], from + window.kernel()[dimension]) - Math.max(0, from);
    }

    /** A transposed convolution channel by channel, to the size of the pool's input. */
    private static String spread(
            String gradient, String weights, Window window, long[] input, long[] output, BackwardWriter graph) {
        long[] leftOver = new long[2];
        for (int d = 0; d < 2; d++) {
            long padding = window.pads()[d] + window.pads()[d + 2];
            leftOver[d] = input[d + 2] - (window.strides()[d] * (output[d + 2] - 1) + window.kernel()[d] - padding);
        }
        return graph.add(
                "ConvTranspose",
                List.of(gradient, weights),
                BackwardWriter.integer("group", input[1]),
                integers("strides", list(window.strides())),
                integers("pads", list(window.pads())),
                integers("output_padding", list(leftOver)));
    }

    static void globalAveragePool(NodeProto node, String gradient, BackwardWriter graph) {
        long[] input = graph.shape(node.getInput(0));
        spreadEvenly(node, gradient, LongStream.of(input).skip(2).reduce(1, Math::multiplyExact), graph);
    }

    /** Means over axes that are constants. */
    static void reduceMean(NodeProto node, String gradient, BackwardWriter graph) {
        long[] input = graph.shape(node.getInput(0));
        long[] axes = node.getInputCount() > 1
                ? graph.integers(node.getInput(1))
                : longs(BackwardRules.attribute(node, "axes").getIntsList());
        BackwardRules.require(node, axes.length > 0, "constant axes", "none");
        List<Long> positive = LongStream.of(axes)
                .map(axis -> axis < 0 ? axis + input.length : axis)
                .sorted()
                .boxed()
                .toList();
        BackwardRules.require(node, !positive.contains(0L), "means within an image", "a mean over the batch");
        long count = positive.stream().map(axis -> input[Math.toIntExact(axis)]).reduce(1L, Math::multiplyExact);
        boolean kept = BackwardRules.integer(node, "keepdims", 1) == 1;
        String full = kept ? gradient : graph.alongAxes("Unsqueeze", gradient, positive);
        spreadEvenly(node, full, count, graph);
    }

    private static void spreadEvenly(NodeProto node, String gradient, long count, BackwardWriter graph) {
        String share = graph.add("Mul", List.of(gradient, graph.constant(List.of(), 1f / count)));
        String shape = graph.add("Shape", List.of(node.getInput(0)));
        graph.contribute(node.getInput(0), graph.add("Expand", List.of(share, shape)));
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static List<Long> list(long[] values) {
        return LongStream.of(values).boxed().toList();
    }
}
