package io.latentwatch.evaluation.gradient;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** What moves numbers and leaves them as they are: the gradient goes the way back. */
final class LayoutRules {
    private LayoutRules() {}

    /** Flatten, Reshape, Squeeze, Unsqueeze. */
    static void reshape(NodeProto node, String gradient, BackwardWriter graph) {
        String shape = graph.add("Shape", List.of(node.getInput(0)));
        graph.contribute(node.getInput(0), graph.add("Reshape", List.of(gradient, shape)));
    }

    static void identity(NodeProto node, String gradient, BackwardWriter graph) {
        graph.contribute(node.getInput(0), gradient);
    }

    /** At inference it passes everything. */
    static void dropout(NodeProto node, String gradient, BackwardWriter graph) {
        BackwardRules.require(
                node,
                node.getInputCount() < 3 || node.getInput(2).isEmpty(),
                "the form for inference",
                "an input training_mode");
        graph.contribute(node.getInput(0), gradient);
    }

    static void transpose(NodeProto node, String gradient, BackwardWriter graph) {
        List<Long> order = BackwardRules.attribute(node, "perm").getIntsList();
        long[] back = new long[graph.shape(node.getInput(0)).length];
        for (int i = 0; i < back.length; i++) {
            int from = order.isEmpty() ? back.length - 1 - i : Math.toIntExact(order.get(i));
            back[from] = i;
        }
        graph.contribute(
                node.getInput(0),
                graph.add(
                        "Transpose",
                        List.of(gradient),
                        BackwardWriter.integers(
                                "perm", LongStream.of(back).boxed().toList())));
    }

    /** Each input gets its part of the gradient. */
    static void concat(NodeProto node, String gradient, BackwardWriter graph) {
        long[] output = graph.shape(node.getOutput(0));
        int axis = axis(node, output.length);
        long from = 0;
        for (String input : node.getInputList()) {
            long to = from + graph.shape(input)[axis];
            if (graph.dependsOnTheImage(input)) {
                graph.contribute(
                        input,
                        graph.add(
                                "Slice",
                                List.of(gradient, graph.constant(from), graph.constant(to), graph.constant(axis))));
            }
            from = to;
        }
    }

    /** Each output's gradient stands between zeros for the other outputs. */
    static void split(NodeProto node, String gradient, BackwardWriter graph) {
        long[] input = graph.shape(node.getInput(0));
        int axis = axis(node, input.length);
        long from = 0;
        for (String output : node.getOutputList()) {
            long size = graph.shape(output)[axis];
            if (graph.hasGradient(output)) {
                long[] pads = new long[2 * input.length];
                pads[axis] = from;
                pads[input.length + axis] = input[axis] - from - size;
                graph.contribute(
                        node.getInput(0), graph.add("Pad", List.of(graph.gradientOf(output), graph.constant(pads))));
            }
            from += size;
        }
    }

    /** The gradient between zeros for what was cut off; constant places, every number between them. */
    static void slice(NodeProto node, String gradient, BackwardWriter graph) {
        BackwardRules.requireOtherInputsConstant(node, graph);
        long[] input = graph.shape(node.getInput(0));
        long[] output = graph.shape(node.getOutput(0));
        long[] starts = graph.integers(node.getInput(1));
        long[] axes = node.getInputCount() > 3
                ? graph.integers(node.getInput(3))
                : LongStream.range(0, starts.length).toArray();
        long[] steps = node.getInputCount() > 4 ? graph.integers(node.getInput(4)) : new long[0];
        BackwardRules.require(
                node,
                starts.length > 0
                        && axes.length == starts.length
                        && Arrays.stream(steps).allMatch(step -> step == 1),
                "initialisers as places, in steps of 1",
                Arrays.toString(starts) + " along " + Arrays.toString(axes));
        long[] pads = new long[2 * input.length];
        for (int i = 0; i < axes.length; i++) {
            int axis = Math.toIntExact(axes[i] < 0 ? axes[i] + input.length : axes[i]);
            BackwardRules.require(node, axis > 0, "an axis within an image", "axis " + axes[i]);
            long from = Math.min(input[axis], starts[i] < 0 ? Math.max(0, starts[i] + input[axis]) : starts[i]);
            pads[axis] = from;
            pads[input.length + axis] = input[axis] - from - output[axis];
        }
        graph.contribute(node.getInput(0), graph.add("Pad", List.of(gradient, graph.constant(pads))));
    }

    /** Constant padding: the gradient without the rim. */
    static void pad(NodeProto node, String gradient, BackwardWriter graph) {
        BackwardRules.requireOtherInputsConstant(node, graph);
        String mode = BackwardRules.attribute(node, "mode").getS().toStringUtf8();
        BackwardRules.require(node, List.of("", "constant").contains(mode), "constant padding", "mode " + mode);
        long[] input = graph.shape(node.getInput(0));
        long[] pads = node.getInputCount() > 1
                ? graph.integers(node.getInput(1))
                : BackwardRules.attribute(node, "pads").getIntsList().stream()
                        .mapToLong(Long::longValue)
                        .toArray();
        BackwardRules.require(
                node,
                pads.length == 2 * input.length
                        && pads[0] == 0
                        && Arrays.stream(pads).allMatch(pad -> pad >= 0),
                "constant pads of at least 0, none of the batch",
                Arrays.toString(pads));
        long[] starts = Arrays.copyOfRange(pads, 1, input.length);
        long[] ends = new long[input.length - 1];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = starts[i] + input[i + 1];
        }
        String axes = graph.constant(LongStream.range(1, input.length).toArray());
        graph.contribute(
                node.getInput(0),
                graph.add("Slice", List.of(gradient, graph.constant(starts), graph.constant(ends), axes)));
    }

    private static int axis(NodeProto node, int rank) {
        long axis = BackwardRules.integer(node, "axis", 0);
        int positive = Math.toIntExact(axis < 0 ? axis + rank : axis);
        BackwardRules.require(node, positive > 0, "an axis within an image", "axis " + axis);
        return positive;
    }
}
