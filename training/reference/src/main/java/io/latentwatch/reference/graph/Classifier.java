package io.latentwatch.reference.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.graph.GraphRules;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A classifier as its ONNX file describes it: one float32 input {@code [N, C, H, W]} with an open batch dimension, one output {@code [N, K]}.
 *
 * @param opset version of the standard operators
 * @param inputShape {@code [C, H, W]}
 */
public record Classifier(ModelProto model, byte[] file, long opset, Manifest.Model io, List<Integer> inputShape) {
    /** Older operator sets reduce and slice by attributes, which the scoring head does not write. */
    private static final long SMALLEST_OPSET = 13;

    /**
     * Reads and checks a file.
     *
     * @param where the file, for the error's text
     * @throws BundleException if the classifier cannot be watched, saying why
     */
    public static Classifier read(byte[] file, String where) {
        ModelProto model = GraphRules.read(file, where);
        GraphProto graph = model.getGraph();
        long opset = model.getOpsetImportList().stream()
                .filter(o -> o.getDomain().isEmpty() || o.getDomain().equals("ai.onnx"))
                .mapToLong(o -> o.getVersion())
                .findFirst()
                .orElse(0);
        require(
                opset >= SMALLEST_OPSET,
                where,
                "has opset " + opset + ", expected at least " + SMALLEST_OPSET,
                "convert it with onnx.version_converter");
        ValueInfoProto input = onlyInput(graph, where);
        require(
                graph.getOutputCount() == 1,
                where,
                "has " + graph.getOutputCount() + " outputs, expected one",
                "cut the others off");
        String output = graph.getOutput(0).getName();
        return new Classifier(
                model,
                file,
                opset,
                new Manifest.Model(input.getName(), output, outputKind(graph, output)),
                shape(input, where));
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

    private static List<Integer> shape(ValueInfoProto input, String where) {
        TensorShapeProto shape = input.getType().getTensorType().getShape();
        boolean isFloat = input.getType().getTensorType().getElemType() == TensorProto.DataType.FLOAT.getNumber();
        String found = shape.getDimList().stream()
                .map(d -> d.hasDimValue() ? String.valueOf(d.getDimValue()) : "'" + d.getDimParam() + "'")
                .collect(Collectors.joining(", ", "[", "]"));
        boolean fits = shape.getDimCount() == 4
                && !shape.getDim(0).hasDimValue()
                && shape.getDimList().subList(1, 4).stream().allMatch(d -> d.getDimValue() > 0)
                && (shape.getDim(1).getDimValue() == 1 || shape.getDim(1).getDimValue() == 3);
        require(
                isFloat && fits,
                where,
                "input '" + input.getName() + "' has type "
                        + input.getType().getTensorType().getElemType() + " and shape " + found
                        + ", expected float32 and [N, C, H, W] with an open batch dimension, 1 or 3 channels and fixed sizes",
                "export it so");
        return shape.getDimList().subList(1, 4).stream()
                .map(d -> (int) d.getDimValue())
                .toList();
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
