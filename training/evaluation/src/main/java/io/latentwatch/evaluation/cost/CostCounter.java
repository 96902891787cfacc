package io.latentwatch.evaluation.cost;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.latentwatch.evaluation.graph.Attributes;
import io.latentwatch.evaluation.graph.Constants;
import io.latentwatch.reference.graph.Classifier;
import io.latentwatch.reference.graph.TapFinder;
import io.latentwatch.reference.graph.TapShapes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Counts a graph by the released code's rules (training/METHOD.md), node by node and for one image.
 *
 * <ul>
 *   <li>Convolution, for each output: 2 k k C - 1, with C the input channels that it reads, and 1 for the bias. Memory: the
 *       unfolded input map k k C Ho Wo and the weights k k C Cout, without the bias.
 *   <li>Dense layer: (2 in - 1) out, and out for the bias. Memory: in out + out.
 *   <li>Pool: the size of its window for each output, so 4 for 2x2.
 *   <li>Activation function, or sum of two tensors: 1 for each output. Logits have no activation, so none is counted.
 *   <li>Batch normalisation: no operations (it can be folded); memory 2 for each channel.
 *   <li>What moves, masks, scales or picks numbers is free.
 * </ul>
 */
final class CostCounter {
    private static final Set<String> POOLS = Set.of("MaxPool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool");

    private static final Set<String> FREE = Set.of(
            "Cast",
            "Concat",
            "Constant",
            "ConstantOfShape",
            "Div",
            "Dropout",
            "Expand",
            "Flatten",
            "Gather",
            "GatherElements",
            "GreaterOrEqual",
            "Identity",
            "LogSoftmax",
            "Mul",
            "Pad",
            "ReduceMin",
            "Reshape",
            "Shape",
            "Slice",
            "Softmax",
            "Split",
            "Squeeze",
            "Sub",
            "TopK",
            "Transpose",
            "Unsqueeze");

    /** Input of a batch normalisation from which on it has running statistics, not parameters. */
    private static final int BATCH_NORM_MEAN = 3;

    private final GraphProto graph;
    private final Constants constants;
    private final Map<String, List<Integer>> shapes;
    private final List<LayerCost> layers = new ArrayList<>();
    private final Set<String> uncounted = new TreeSet<>();

    CostCounter(Classifier classifier, String where) {
        this.graph = classifier.model().getGraph();
        this.constants = new Constants(graph);
        this.shapes = shapes(classifier, where);
    }

    NetworkCost count() {
        graph.getNodeList().forEach(this::count);
        long flops = layers.stream().mapToLong(LayerCost::flops).sum();
        long memory = layers.stream().mapToLong(LayerCost::memoryUnits).sum();
        return new NetworkCost(flops, memory, parameters(), layers, List.copyOf(uncounted));
    }

    private void count(NodeProto node) {
        String operator = node.getOpType();
        if (operator.equals("Conv")) {
            convolution(node);
        } else if (operator.equals("Gemm") || operator.equals("MatMul")) {
            dense(node);
        } else if (operator.equals("BatchNormalization")) {
            add(node, 0, 2 * constants.dimensions(node, 1).get(0));
        } else if (POOLS.contains(operator)) {
            add(node, window(node) * outputs(node), 0);
        } else if (TapFinder.isActivation(node) || operator.equals("Add")) {
            add(node, outputs(node), 0);
        } else if (!FREE.contains(operator)) {
            uncounted.add(operator);
        }
    }

    /** Weights {@code [Cout, C, kH, kW]}, where C are the input channels of one group. */
    private void convolution(NodeProto node) {
        List<Long> weights = constants.dimensions(node, 1);
        long reads = weights.stream().skip(1).reduce(1L, Math::multiplyExact);
        long positions = outputs(node) / weights.get(0);
        long bias = node.getInputCount() > 2 ? 1 : 0;
        add(node, (2 * reads - 1 + bias) * outputs(node), reads * positions + reads * weights.get(0));
    }

    /** Weights {@code [in, out]}, or turned; whichever, the output is as wide as the layer. */
    private void dense(NodeProto node) {
        List<Long> weights = constants.dimensions(node, 1);
        boolean turned = Attributes.integer(node, "transB", 0) == 1;
        long in = weights.get(turned ? 1 : 0);
        long out = weights.get(turned ? 0 : 1);
        long bias = node.getInputCount() > 2 ? out : 0;
        add(node, (2 * in - 1) * out + bias, in * out + out);
    }

    private long window(NodeProto node) {
        List<Long> kernel = Attributes.integers(node, "kernel_shape");
        if (!kernel.isEmpty()) {
            return kernel.stream().reduce(1L, Math::multiplyExact);
        }
        return size(node.getInput(0)) / shapes.get(node.getInput(0)).get(0); // global: the whole map of a channel
    }

    private long outputs(NodeProto node) {
        return size(node.getOutput(0));
    }

    private long size(String tensor) {
        return shapes.get(tensor).stream().mapToLong(d -> d).reduce(1, Math::multiplyExact);
    }

    private void add(NodeProto node, long flops, long memoryUnits) {
        String name = node.getName().isEmpty() ? node.getOutput(0) : node.getName();
        layers.add(new LayerCost(name, node.getOpType(), flops, memoryUnits));
    }

    private long parameters() {
        Set<Integer> floating = Set.of(
                TensorProto.DataType.FLOAT.getNumber(),
                TensorProto.DataType.FLOAT16.getNumber(),
                TensorProto.DataType.DOUBLE.getNumber());
        Set<String> statistics = graph.getNodeList().stream()
                .filter(node -> node.getOpType().equals("BatchNormalization"))
                .flatMap(node -> node.getInputList().stream().skip(BATCH_NORM_MEAN))
                .collect(Collectors.toSet());
        return constants.all().stream()
                .filter(tensor -> floating.contains(tensor.getDataType()) && !statistics.contains(tensor.getName()))
                .mapToLong(tensor -> tensor.getDimsList().stream().reduce(1L, Math::multiplyExact))
                .sum();
    }

    /** The shapes without the batch of all tensors that the rules look at. */
    private static Map<String, List<Integer>> shapes(Classifier classifier, String where) {
        Set<String> tensors = new TreeSet<>();
        for (NodeProto node : classifier.model().getGraph().getNodeList()) {
            String operator = node.getOpType();
            if (operator.equals("Conv")
                    || operator.equals("Add")
                    || TapFinder.isActivation(node)
                    || POOLS.contains(operator)) {
                tensors.add(node.getOutput(0));
            }
            if (POOLS.contains(operator)) {
                tensors.add(node.getInput(0));
            }
        }
        tensors.remove(classifier.io().input());
        tensors.remove(classifier.io().output());
        TapShapes measured = TapShapes.measure(classifier, List.copyOf(tensors), where);
        Map<String, List<Integer>> shapes = new HashMap<>();
        measured.taps().forEach(tap -> shapes.put(tap.tensor(), tap.shape()));
        shapes.put(classifier.io().input(), classifier.inputShape());
        shapes.put(classifier.io().output(), List.of(measured.classes()));
        return shapes;
    }
}
