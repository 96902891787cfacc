package io.latentwatch.detector.graph.shape;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.latentwatch.bundle.BundleException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Goes through a graph's nodes in their order, and counts what is alive. */
final class ActivationWalk {
    private final String where;
    private final Map<String, Extent> known = new HashMap<>();
    private final Map<String, Integer> readersLeft = new HashMap<>();
    private final Set<String> constant = new HashSet<>();
    private final Set<String> kept = new HashSet<>();
    private long alive;
    private PeakActivation peak = new PeakActivation(0, "no node");

    ActivationWalk(GraphProto graph, String where) {
        this.where = where;
        for (TensorProto weight : graph.getInitializerList()) {
            known.put(weight.getName(), infer("weight '" + weight.getName() + "'", () -> Extent.of(weight)));
            constant.add(weight.getName());
        }
        for (NodeProto node : graph.getNodeList()) {
            named(node.getInputList()).forEach(name -> readersLeft.merge(name, 1, Integer::sum));
        }
        graph.getOutputList().forEach(output -> kept.add(output.getName()));
        graph.getInputList().stream()
                .filter(input -> !constant.contains(input.getName()))
                .forEach(this::take);
        graph.getNodeList().forEach(this::run);
    }

    PeakActivation peak() {
        return peak;
    }

    TensorShapes shapes() {
        Map<String, long[]> dimensions = new HashMap<>();
        Map<String, long[]> constants = new HashMap<>();
        known.forEach((name, extent) -> {
            dimensions.put(name, extent.dimensions());
            boolean isVector = extent.type() == DataType.INT64 && extent.rank() == 1;
            if (constant.contains(name) && isVector && extent.values() != null) {
                constants.put(
                        name,
                        Arrays.stream(extent.values())
                                .mapToLong(value -> (long) value)
                                .toArray());
            }
        });
        return new TensorShapes(dimensions, constants);
    }

    private void take(ValueInfoProto input) {
        kept.add(input.getName());
        String name = "input '" + input.getName() + "'";
        infer(name, () -> {
            add(input.getName(), ofOneImage(input), name);
            return null;
        });
    }

    private static Extent ofOneImage(ValueInfoProto input) {
        TensorShapeProto shape = input.getType().getTensorType().getShape();
        long[] dimensions = shape.getDimList().stream()
                .mapToLong(dimension -> dimension.hasDimValue() ? dimension.getDimValue() : 1)
                .toArray();
        return Extent.of(Extent.type(input.getType().getTensorType().getElemType()), dimensions);
    }

    private void run(NodeProto node) {
        String name = "node '" + node.getName() + "' (" + node.getOpType() + ")";
        infer(name, () -> {
            List<Extent> outputs = ShapeRules.of(node.getOpType()).outputs(new Operands(node, known));
            if (node.getOutputCount() > outputs.size()) {
                throw new ShapeException("has " + node.getOutputCount() + " outputs of at most " + outputs.size());
            }
            boolean hangsOnNoInput = constant.containsAll(named(node.getInputList()));
            for (int i = 0; i < node.getOutputCount(); i++) {
                String output = node.getOutput(i);
                if (!output.isEmpty()) {
                    add(output, outputs.get(i), name);
                }
                if (hangsOnNoInput) {
                    constant.add(output);
                }
            }
            named(node.getOutputList()).forEach(this::dropUnread);
            named(node.getInputList()).forEach(input -> {
                readersLeft.merge(input, -1, Integer::sum);
                dropUnread(input);
            });
            return null;
        });
    }

    private void add(String tensor, Extent extent, String node) {
        known.put(tensor, extent);
        alive = Math.addExact(alive, extent.bytes());
        if (alive > peak.bytes()) {
            peak = new PeakActivation(alive, node);
        }
    }

    /** Without the empty names, which stand for optional inputs and outputs that are left out. */
    private static Set<String> named(List<String> tensors) {
        return tensors.stream().filter(name -> !name.isEmpty()).collect(Collectors.toSet());
    }

    private void dropUnread(String tensor) {
        if (readersLeft.getOrDefault(tensor, 0) == 0 && !kept.contains(tensor) && !constant.contains(tensor)) {
            alive -= known.get(tensor).bytes();
        }
    }

    /** A hostile node may hold anything: sizes that overflow, axes that are not there. */
    private <T> T infer(String name, Supplier<T> inference) {
        try {
            return inference.get();
        } catch (ShapeException | ArithmeticException | IndexOutOfBoundsException e) {
            throw new BundleException(
                    where + ": " + name + " " + e.getMessage()
                            + ", expected tensors whose sizes follow from the file; do not use it, or export the model with fixed shapes",
                    e);
        }
    }
}
