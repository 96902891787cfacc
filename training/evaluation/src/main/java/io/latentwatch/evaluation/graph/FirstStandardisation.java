package io.latentwatch.evaluation.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.List;
import java.util.Optional;

/**
 * A classifier in two parts: the standardisation of each image that it begins with (mean 0 and variance 1 over all of an image's
 * values), and the network that comes after.
 *
 * @param epsilon added to the variance
 * @param rest the network whose input are standardised images
 */
public record FirstStandardisation(float epsilon, ModelProto rest) {
    private static final float CUSTOMARY_EPSILON = 1e-5f;
    private static final String EXPECTED =
            "expected a network whose first node is a LayerNormalization over all of an image's values with a scale of 1 and no bias, found ";

    /**
     * Takes a classifier apart.
     *
     * @throws IllegalArgumentException if it does not begin so
     */
    public static FirstStandardisation of(ModelProto model) {
        GraphProto graph = model.getGraph();
        String image = graph.getInput(0).getName();
        List<NodeProto> readers = graph.getNodeList().stream()
                .filter(node -> node.getInputList().contains(image))
                .toList();
        if (readers.size() != 1 || !standardises(readers.get(0), graph)) {
            throw new IllegalArgumentException(EXPECTED
                    + readers.stream()
                            .map(node -> "'%s' (%s)".formatted(node.getName(), node.getOpType()))
                            .toList()
                    + "; such networks are trained on CIFAR by the presets");
        }
        NodeProto first = readers.get(0);
        float epsilon =
                Attributes.find(first, "epsilon").map(AttributeProto::getF).orElse(CUSTOMARY_EPSILON);
        return new FirstStandardisation(
                epsilon, model.toBuilder().setGraph(without(graph, first)).build());
    }

    /** The images as the first node gives them: values of any size, most of them between -2 and 2. */
    public ImageBatch apply(ImageBatch images) {
        int size = images.shape().size();
        float[] standardised = new float[images.pixels().length];
        for (int from = 0; from < standardised.length; from += size) {
            double mean = 0;
            for (int i = from; i < from + size; i++) {
                mean += images.pixels()[i];
            }
            mean /= size;
            double variance = 0;
            for (int i = from; i < from + size; i++) {
                variance += (images.pixels()[i] - mean) * (images.pixels()[i] - mean);
            }
            double deviation = Math.sqrt(variance / size + epsilon);
            for (int i = from; i < from + size; i++) {
                standardised[i] = (float) ((images.pixels()[i] - mean) / deviation);
            }
        }
        return images.withPixels(standardised);
    }

    private static boolean standardises(NodeProto node, GraphProto graph) {
        if (!node.getOpType().equals("LayerNormalization")
                || node.getInputCount() != 2
                || Attributes.integer(node, "axis", -1) != 1) {
            return false;
        }
        return new Constants(graph)
                .find(node.getInput(1))
                .filter(FirstStandardisation::ones)
                .isPresent();
    }

    private static boolean ones(TensorProto tensor) {
        float[] values = Constants.floats(tensor);
        for (float value : values) {
            if (value != 1) {
                return false;
            }
        }
        return values.length > 0;
    }

    private static GraphProto without(GraphProto graph, NodeProto first) {
        String standardised = first.getOutput(0);
        ValueInfoProto input =
                graph.getInput(0).toBuilder().setName(standardised).build();
        GraphProto.Builder rest = graph.toBuilder().setInput(0, input);
        rest.removeNode(graph.getNodeList().indexOf(first));
        Optional<ValueInfoProto> described = graph.getValueInfoList().stream()
                .filter(value -> value.getName().equals(standardised))
                .findFirst();
        described.ifPresent(
                value -> rest.removeValueInfo(graph.getValueInfoList().indexOf(value)));
        return rest.build();
    }
}
