package io.latentwatch.evaluation.gradient;

import static java.util.Objects.requireNonNull;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * A classifier's graph with a backward part behind it, as one ordinary inference graph: images and one-hot labels in, logits
 * and the gradient of the summed cross-entropy with respect to the images out.
 *
 * <p>The backward part starts with softmax minus one-hot and goes through the nodes in reverse with one rule for each
 * operator ({@link BackwardRules}); it uses the forward part's own initialisers, so new weights can be put in.
 *
 * @param image name of the graph's image input
 * @param logits name of the output
 */
public record GradientGraph(ModelProto model, String image, String logits) {
    /** The added input, float32 {@code [N, K]}: 1 at the true class, else 0. */
    static final String ONE_HOT = "gradient.one_hot_label";
    /** The added output, of the image input's shape. */
    static final String GRADIENT = "gradient.image";

    public GradientGraph {
        requireNonNull(model, "model is null");
        requireNonNull(image, "image is null");
        requireNonNull(logits, "logits is null");
    }

    /**
     * Derives the graph.
     *
     * @param classifier one image input float32 {@code [N, C, H, W]}, one output of logits {@code [N, K]}
     * @throws UnsupportedModelException if it has other inputs or outputs, or a node for which there is no rule
     */
    public static GradientGraph of(ModelProto classifier, TieRule ties) {
        GraphProto graph = classifier.getGraph();
        List<String> initialisers =
                graph.getInitializerList().stream().map(TensorProto::getName).toList();
        List<String> inputs = graph.getInputList().stream()
                .map(input -> input.getName())
                .filter(name -> !initialisers.contains(name))
                .toList();
        List<String> outputs =
                graph.getOutputList().stream().map(output -> output.getName()).toList();
        if (inputs.size() != 1 || outputs.size() != 1) {
            throw new UnsupportedModelException(
                    "expected one image input and one output of logits, found inputs %s and outputs %s; cut the graph to these"
                            .formatted(inputs, outputs));
        }
        BackwardWriter writer = new BackwardWriter(classifier, inputs.get(0), outputs.get(0), ties);
        return new GradientGraph(writer.write(), inputs.get(0), outputs.get(0));
    }

    /**
     * Reads a classifier and derives the graph.
     *
     * @throws UnsupportedModelException if these bytes are no ONNX model, or one that {@link #of(ModelProto, TieRule)} refuses
     */
    public static GradientGraph of(byte[] classifier, TieRule ties) {
        try {
            return of(ModelProto.parseFrom(classifier), ties);
        } catch (InvalidProtocolBufferException e) {
            throw new UnsupportedModelException("expected an ONNX model, found other bytes: " + e.getMessage(), e);
        }
    }

    /**
     * The same graph with other weights.
     *
     * @param weights row-major, by initialiser name; initialisers that are not named stay
     */
    public GradientGraph withWeights(Map<String, float[]> weights) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (TensorProto.Builder initialiser : graph.getInitializerBuilderList()) {
            float[] values = weights.get(initialiser.getName());
            if (values != null) {
                ByteBuffer bytes =
                        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                initialiser.clearFloatData().setRawData(ByteString.copyFrom(bytes));
            }
        }
        return new GradientGraph(model.toBuilder().setGraph(graph).build(), image, logits);
    }
}
