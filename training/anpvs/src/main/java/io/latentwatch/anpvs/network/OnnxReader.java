package io.latentwatch.anpvs.network;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import io.latentwatch.detector.graph.GraphRules;
import io.latentwatch.evaluation.graph.Attributes;
import io.latentwatch.evaluation.graph.Constants;
import io.latentwatch.evaluation.images.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads back a model that this trainer exported: the layers that {@link io.latentwatch.anpvs.export.OnnxWriter} wrote, by the names of their nodes, and their
 * weights. Of a pruned network that is what was left of it.
 */
final class OnnxReader {
    private final String where;
    private final GraphProto graph;
    private final Constants constants;

    private OnnxReader(String where, GraphProto graph) {
        this.where = where;
        this.graph = graph;
        this.constants = new Constants(graph);
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it holds another kind of graph
     */
    static InitialNetwork read(Path file) throws IOException {
        ModelProto model = GraphRules.read(Files.readAllBytes(file), file.toString());
        return new OnnxReader(file.toString(), model.getGraph()).network();
    }

    private InitialNetwork network() {
        List<Layer> layers = new ArrayList<>();
        String tensor = graph.getInputCount() == 1 ? graph.getInput(0).getName() : "";
        for (NodeProto node : graph.getNodeList()) {
            if (node.getInputCount() == 0 || !node.getInput(0).equals(tensor) || node.getOutputCount() != 1) {
                throw foreign(node);
            }
            layers.add(layer(node));
            tensor = node.getOutput(0);
        }
        NetworkSpec spec = new NetworkSpec(graph.getName(), input(), layers);
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (Parameter parameter : spec.parameters()) {
            weights.put(parameter.name(), values(parameter));
        }
        return new InitialNetwork(spec, weights);
    }

    private Layer layer(NodeProto node) {
        String name = node.getName();
        return switch (node.getOpType()) {
            case "LayerNormalization" -> new Layer.Standardise(name);
            case "Conv" -> convolution(node);
            case "Add" -> new Layer.Shift(name);
            case "Relu" -> new Layer.Relu(name);
            case "MaxPool" -> new Layer.MaxPool(name, first(node, "kernel_shape"));
            case "Flatten" -> new Layer.Flatten(name);
            case "Gather" -> new Layer.Select(name, positions(node));
            case "Gemm" -> new Layer.Dense(name, outputs(node));
            default -> throw foreign(node);
        };
    }

    private Layer convolution(NodeProto node) {
        boolean ours = Attributes.integer(node, "group", 1) == 1
                && Attributes.integers(node, "strides").stream().allMatch(stride -> stride == 1)
                && Attributes.integers(node, "dilations").stream().allMatch(dilation -> dilation == 1)
                && Attributes.integers(node, "pads").stream().distinct().count() == 1
                && Attributes.integers(node, "kernel_shape").stream().distinct().count() == 1;
        if (!ours) {
            throw foreign(node);
        }
        return new Layer.Convolution(node.getName(), outputs(node), first(node, "kernel_shape"), first(node, "pads"));
    }

    private int outputs(NodeProto node) {
        return Math.toIntExact(constants.dimensions(node, 1).get(0));
    }

    private int first(NodeProto node, String attribute) {
        return Attributes.integers(node, attribute).stream()
                .findFirst()
                .map(Math::toIntExact)
                .orElseThrow(() -> foreign(node));
    }

    private List<Integer> positions(NodeProto node) {
        return constants.find(node.getInput(1)).orElseThrow(() -> foreign(node)).getInt64DataList().stream()
                .map(Math::toIntExact)
                .toList();
    }

    private float[] values(Parameter parameter) {
        TensorProto tensor = constants
                .find(parameter.name())
                .filter(found -> found.getDimsList().equals(parameter.shape())
                        && found.getDataType() == TensorProto.DataType.FLOAT.getNumber())
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s: expected float32 weights %s of %s, found none; give a model that this trainer exported"
                                .formatted(where, parameter.shape(), parameter.name())));
        return Constants.floats(tensor);
    }

    private ImageShape input() {
        List<Dimension> dimensions =
                graph.getInput(0).getType().getTensorType().getShape().getDimList();
        if (dimensions.size() != 4 || dimensions.stream().skip(1).anyMatch(dimension -> dimension.getDimValue() < 1)) {
            throw new IllegalArgumentException(
                    "%s: expected images [N, C, H, W], found an input %s; give a model that this trainer exported"
                            .formatted(where, dimensions));
        }
        return new ImageShape(
                Math.toIntExact(dimensions.get(1).getDimValue()),
                Math.toIntExact(dimensions.get(2).getDimValue()),
                Math.toIntExact(dimensions.get(3).getDimValue()));
    }

    private IllegalArgumentException foreign(NodeProto node) {
        return new IllegalArgumentException(
                ("%s: expected the layers of a model that this trainer exported, one after the other and without pruned activations, found the"
                                + " node '%s' (%s)")
                        .formatted(where, node.getName(), node.getOpType()));
    }
}
