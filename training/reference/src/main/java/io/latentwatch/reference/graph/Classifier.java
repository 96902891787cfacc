package io.latentwatch.reference.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.graph.GraphRules;
import io.latentwatch.detector.graph.MonitorAgreement;
import io.latentwatch.detector.graph.prepare.PreparedClassifier;
import io.latentwatch.detector.infer.MonitorTensors;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A classifier in the form that a monitor holds ({@link PreparedClassifier}): one float32 input {@code [N, C, H, W]} with an open batch dimension, one
 * output {@code [N, K]}, operator set 13 or later.
 *
 * @param model what the file was brought to
 * @param file as its owner exported it, but for subnormal weights
 * @param opset version of the standard operators of {@code model}
 * @param inputShape {@code [C, H, W]}
 */
public record Classifier(ModelProto model, byte[] file, long opset, Manifest.Model io, List<Integer> inputShape) {
    /**
     * Reads and checks a file that says all of its input itself.
     *
     * @param where the file, for the error's text
     * @throws BundleException if the classifier cannot be watched, saying why
     */
    public static Classifier read(byte[] file, String where) {
        return read(file, InputForm.OF_THE_FILE, where);
    }

    /**
     * Reads and checks a file, takes subnormal weights out of it ({@link NormalWeights}), and tries what it was brought to beside it where that is not the same.
     *
     * @param form what the file may leave open
     * @throws BundleException if the classifier cannot be watched, saying why
     */
    public static Classifier read(byte[] file, InputForm form, String where) {
        ModelProto exported = GraphRules.parse(file, where);
        Optional<ModelProto> normal = NormalWeights.of(exported);
        ModelProto model = normal.orElse(exported);
        ValueInfoProto input = onlyInput(model.getGraph(), where);
        InputAxes axes = InputAxes.of(input, form, where);
        String output = onlyOutput(model.getGraph(), where);
        refuseNamesOfTheMonitor(model.getGraph(), where);
        Manifest.Model io =
                new Manifest.Model(input.getName(), output, outputKind(model.getGraph(), output), axes.layout());
        ModelProto prepared = PreparedClassifier.of(model, io, axes.shape(), where);
        GraphRules.check(prepared, where);
        Classifier classifier = new Classifier(
                prepared,
                normal.map(ModelProto::toByteArray).orElse(file),
                PreparedClassifier.opset(prepared),
                io,
                axes.shape());
        if (!isTheSame(model.getGraph(), prepared.getGraph()) || PreparedClassifier.fixedBatch(input) > 0) {
            PreparationTrial.run(classifier, input, where);
        }
        return classifier;
    }

    /** The operator set that the file is written in. */
    public long fileOpset() {
        return PreparedClassifier.opset(GraphRules.parse(file, "the file"));
    }

    private static boolean isTheSame(GraphProto one, GraphProto other) {
        return one.getNodeList().equals(other.getNodeList())
                && one.getInitializerList().equals(other.getInitializerList());
    }

    private static ValueInfoProto onlyInput(GraphProto graph, String where) {
        Set<String> weights =
                graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
        List<ValueInfoProto> inputs = graph.getInputList().stream()
                .filter(i -> !weights.contains(i.getName()))
                .toList();
        require(
                inputs.size() == 1,
                where,
                "has " + inputs.size() + " inputs, expected one that takes the images",
                "cut the others off");
        return inputs.get(0);
    }

    private static String onlyOutput(GraphProto graph, String where) {
        require(
                graph.getOutputCount() == 1,
                where,
                "has " + graph.getOutputCount() + " outputs, expected one",
                "cut the others off");
        return graph.getOutput(0).getName();
    }

    /** Others that the monitor's inputs and outputs have give way there; weights keep theirs. */
    private static void refuseNamesOfTheMonitor(GraphProto graph, String where) {
        Stream<String> made = graph.getNodeList().stream()
                .map(NodeProto::getOutputList)
                .flatMap(List::stream)
                .filter(name -> name.startsWith(MonitorTensors.PREFIX) || name.startsWith(PreparedClassifier.PREFIX));
        Stream<String> weights = graph.getInitializerList().stream()
                .map(TensorProto::getName)
                .filter(name -> name.startsWith(MonitorTensors.PREFIX)
                        || name.startsWith(PreparedClassifier.PREFIX)
                        || !MonitorAgreement.nameInMonitor(name, "").equals(name));
        Set<String> taken = Stream.concat(made, weights).collect(Collectors.toSet());
        require(
                taken.isEmpty(),
                where,
                "has the tensors " + taken + ", whose names the monitor's graph uses itself",
                "export it with other names");
    }

    private static Manifest.OutputKind outputKind(GraphProto graph, String output) {
        boolean softmax = graph.getNodeList().stream()
                .anyMatch(node -> node.getOpType().equals("Softmax")
                        && node.getOutputList().contains(output));
        return softmax ? Manifest.OutputKind.PROBABILITIES : Manifest.OutputKind.LOGITS;
    }

    private static void require(boolean holds, String where, String found, String remedy) {
        if (!holds) {
            throw new BundleException(where + ": " + found + "; " + remedy);
        }
    }
}
