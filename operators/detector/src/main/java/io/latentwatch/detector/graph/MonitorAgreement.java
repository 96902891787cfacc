package io.latentwatch.detector.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.graph.prepare.PreparedClassifier;
import io.latentwatch.detector.infer.MonitorTensors;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds a bundle's two graphs and its manifest against one another: the monitor must run the very classifier that {@code model.onnx} is, node for node
 * and weight for weight, and have the inputs and outputs that the manifest implies. Where {@code model.onnx} has not the form that a monitor holds, it is
 * brought to it here anew ({@link PreparedClassifier}), and the monitor must hold just that; its weights are those of {@code model.onnx} in any case.
 */
public final class MonitorAgreement {
    /** The tensor in the monitor that stands for the classifier's input. */
    public static final String PIXELS = MonitorTensors.PREFIX + "pixels";

    private static final String MODEL = MonitorTensors.PREFIX + "model/";

    private MonitorAgreement() {}

    /**
     * Checks the whole bundle.
     *
     * @throws BundleException if they disagree, or if one of the graphs breaks {@link GraphRules}
     */
    public static void check(Bundle bundle) {
        ModelProto model = GraphRules.parse(bundle.file(BundleFiles.MODEL), bundle.path(BundleFiles.MODEL));
        ModelProto prepared = PreparedClassifier.of(
                model, bundle.manifest().model(), bundle.manifest().input(), bundle.path(BundleFiles.MODEL));
        GraphRules.check(prepared, bundle.path(BundleFiles.MODEL));
        ModelProto monitor = GraphRules.read(bundle.file(BundleFiles.MONITOR), bundle.path(BundleFiles.MONITOR));
        if (PreparedClassifier.opset(prepared) != PreparedClassifier.opset(monitor)) {
            throw disagreement(
                    bundle.where(),
                    "monitor.onnx is of operator set " + PreparedClassifier.opset(monitor)
                            + ", model.onnx becomes one of " + PreparedClassifier.opset(prepared));
        }
        checkWeights(bundle.where(), model.getGraph(), prepared.getGraph(), monitor.getGraph());
        checkNodes(bundle.where(), bundle.manifest(), prepared.getGraph(), monitor.getGraph());
        checkTensors(bundle.where(), bundle.manifest(), model.getGraph(), monitor.getGraph());
    }

    private static void checkWeights(String where, GraphProto model, GraphProto prepared, GraphProto monitor) {
        Map<String, TensorProto> weights = new HashMap<>();
        monitor.getInitializerList().forEach(weight -> weights.put(weight.getName(), weight));
        checkWeights(where, model, Map.copyOf(weights));
        checkWeights(where, prepared, weights);
        prepared.getInitializerList().forEach(weight -> weights.remove(weight.getName()));
        for (String added : weights.keySet()) {
            if (!added.startsWith(MonitorTensors.PREFIX)) {
                throw disagreement(where, "monitor.onnx: weight '" + added + "' is not in model.onnx");
            }
        }
    }

    private static void checkWeights(String where, GraphProto expected, Map<String, TensorProto> found) {
        for (TensorProto weight : expected.getInitializerList()) {
            TensorProto same = found.get(weight.getName());
            if (!weight.equals(same)) {
                throw disagreement(
                        where,
                        "monitor.onnx: weight '" + weight.getName() + "' "
                                + (same == null ? "is missing" : "differs from model.onnx"));
            }
        }
    }

    private static void checkNodes(String where, Manifest manifest, GraphProto model, GraphProto monitor) {
        Set<NodeProto> nodes = new HashSet<>(monitor.getNodeList());
        for (NodeProto node : model.getNodeList()) {
            NodeProto expected = renamed(node, manifest.model().input());
            if (!nodes.remove(expected)) {
                throw disagreement(
                        where,
                        "monitor.onnx: node '" + node.getName() + "' (" + node.getOpType()
                                + ") of model.onnx is missing or differs");
            }
        }
        for (NodeProto added : nodes) {
            boolean ours = added.getOutputList().stream()
                    .allMatch(name -> name.startsWith(MonitorTensors.PREFIX) || MonitorTensors.OUTPUTS.contains(name));
            if (!ours) {
                throw disagreement(
                        where,
                        "monitor.onnx: node '" + added.getName()
                                + "' is neither in model.onnx nor part of the scoring head");
            }
        }
    }

    /** A node of the classifier as it stands in the monitor. */
    public static NodeProto renamed(NodeProto node, String modelInput) {
        NodeProto.Builder builder = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            builder.setInput(i, nameInMonitor(node.getInput(i), modelInput));
        }
        for (int i = 0; i < node.getOutputCount(); i++) {
            builder.setOutput(i, nameInMonitor(node.getOutput(i), modelInput));
        }
        return builder.build();
    }

    /**
     * What a tensor of the classifier is called in the monitor: the classifier's input is a tensor inside, and a name that the monitor's own inputs and
     * outputs have gives way; all others are the same.
     */
    public static String nameInMonitor(String tensor, String modelInput) {
        if (tensor.equals(modelInput)) {
            return PIXELS;
        }
        return isTaken(tensor) ? MODEL + tensor : tensor;
    }

    private static boolean isTaken(String tensor) {
        return tensor.equals(MonitorTensors.IMAGE)
                || tensor.equals(MonitorTensors.TWIN_ROWS)
                || MonitorTensors.OUTPUTS.contains(tensor);
    }

    private static void checkTensors(String where, Manifest manifest, GraphProto model, GraphProto monitor) {
        Set<String> made = new HashSet<>();
        model.getNodeList().forEach(node -> made.addAll(node.getOutputList()));
        for (Manifest.Tap tap : manifest.taps()) {
            if (!made.contains(tap.tensor())) {
                throw disagreement(
                        where, "manifest.json watches tensor '" + tap.tensor() + "', which model.onnx does not make");
            }
        }
        if (!names(model.getOutputList()).contains(manifest.model().output())) {
            throw disagreement(
                    where,
                    "manifest.json names the output '" + manifest.model().output() + "', model.onnx gives "
                            + names(model.getOutputList()));
        }
        List<String> inputs = names(monitor.getInputList());
        if (!Set.copyOf(inputs).equals(Set.of(MonitorTensors.IMAGE, MonitorTensors.TWIN_ROWS))) {
            throw disagreement(where, "monitor.onnx takes " + inputs + ", expected image and twin_rows");
        }
        for (TensorProto weight : monitor.getInitializerList()) {
            if (inputs.contains(weight.getName())) {
                throw disagreement(
                        where,
                        "monitor.onnx holds a value of its own for '" + weight.getName()
                                + "', expected an input that only the caller fills");
            }
        }
        List<String> outputs = names(monitor.getOutputList());
        if (!Set.copyOf(outputs).equals(Set.copyOf(MonitorTensors.OUTPUTS))) {
            throw disagreement(where, "monitor.onnx gives " + outputs + ", expected " + MonitorTensors.OUTPUTS);
        }
    }

    private static List<String> names(List<ValueInfoProto> values) {
        return values.stream().map(ValueInfoProto::getName).toList();
    }

    private static BundleException disagreement(String where, String what) {
        return new BundleException(where + ": " + what + "; the parts do not belong together, profile the model again");
    }
}
