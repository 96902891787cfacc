package io.latentwatch.evaluation.gradient;

import static java.util.Objects.requireNonNull;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A classifier's graph with a backward part behind it, as one ordinary inference graph: images and where the backward
 * part begins in, logits and the gradient with respect to the images out.
 *
 * <p>The backward part starts with {@code weight * softmax - target}, so with weight 1 and one-hot labels as targets the gradient
 * is that of the summed cross-entropy, and with weight 0 any gradient of the logits, its sign turned, can be put in. It goes
 * through the nodes in reverse with one rule for each operator ({@link BackwardRules}); it uses the forward part's own initialisers, so new weights can be put in.
 *
 * @param image name of the graph's image input
 * @param logits name of the output
 */
public record GradientGraph(ModelProto model, String image, String logits) {
    /** An added input, float32 {@code [N, 1]}. */
    static final String SOFTMAX_WEIGHT = "gradient.softmax_weight";
    /** An added input, float32 {@code [N, K]}. */
    static final String TARGET = "gradient.target";
    /** The added output, of the image input's shape. */
    static final String GRADIENT = "gradient.image";

    public GradientGraph {
        requireNonNull(model, "model is null");
        requireNonNull(image, "image is null");
        requireNonNull(logits, "logits is null");
    }

    /**
     * Derives the graph. A softmax at the end is cut off, and the logits are what it read: behind it, differences between logits that decide the attack
     * drown in rounding.
     *
     * @param classifier one image input float32 {@code [N, C, H, W]}, one output of logits or probabilities {@code [N, K]}
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
        ModelProto withLogits = withoutFinalSoftmax(classifier);
        String logits = withLogits.getGraph().getOutput(0).getName();
        BackwardWriter writer = new BackwardWriter(withLogits, inputs.get(0), logits, ties);
        return new GradientGraph(writer.write(), inputs.get(0), logits);
    }

    /** The same classifier whose output is the logits, where a softmax over the classes makes the output and nobody else reads it. */
    static ModelProto withoutFinalSoftmax(ModelProto classifier) {
        GraphProto graph = classifier.getGraph();
        String output = graph.getOutput(0).getName();
        if (graph.getNodeList().stream().anyMatch(node -> node.getInputList().contains(output))) {
            return classifier;
        }
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (node.getOutputList().contains(output) && isSoftmaxOverClasses(node)) {
                GraphProto.Builder cut = graph.toBuilder().removeNode(i);
                cut.getOutputBuilder(0).setName(node.getInput(0));
                return classifier.toBuilder().setGraph(cut).build();
            }
        }
        return classifier;
    }

    /** Of a {@code [N, K]}: over its last axis, which is also what every operator set takes by default. */
    private static boolean isSoftmaxOverClasses(NodeProto node) {
        return node.getOpType().equals("Softmax")
                && node.getAttributeList().stream()
                        .filter(attribute -> attribute.getName().equals("axis"))
                        .allMatch(axis -> axis.getI() == 1 || axis.getI() == -1);
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

    /** The forward part alone, for when no gradient is wanted: ONNX Runtime computes a graph whole, whatever is asked for. */
    ModelProto forward() {
        return part(
                forwardNodes().stream().map(BackwardWriter::withoutAddedOutputs).toList(), List.of(), List.of());
    }

    /** What the backward part reads of the forward part and its input, the logits among it. */
    List<String> readBackward() {
        List<NodeProto> forward = forwardNodes();
        Set<String> made = new HashSet<>(Set.of(image));
        forward.forEach(node -> made.addAll(node.getOutputList()));
        return model.getGraph().getNodeList().stream()
                .filter(node -> !forward.contains(node))
                .flatMap(node -> node.getInputList().stream())
                .filter(made::contains)
                .distinct()
                .toList();
    }

    /** The forward part with all that the backward part reads as outputs, whose types ONNX Runtime finds. */
    ModelProto forwardToRead() {
        List<ValueInfoProto> more = readBackward().stream()
                .filter(name -> !name.equals(image) && !name.equals(logits))
                .map(name -> ValueInfoProto.newBuilder().setName(name).build())
                .toList();
        return part(forwardNodes(), List.of(), more);
    }

    /**
     * The backward part alone.
     *
     * @param read what it reads of the forward part, with types
     */
    ModelProto backward(List<ValueInfoProto> read) {
        List<NodeProto> forward = forwardNodes();
        List<NodeProto> nodes = model.getGraph().getNodeList().stream()
                .filter(node -> !forward.contains(node))
                .toList();
        return part(nodes, read, List.of());
    }

    /** The nodes that the logits need. */
    private List<NodeProto> forwardNodes() {
        Set<String> needed = new HashSet<>(Set.of(logits));
        List<NodeProto> nodes = new ArrayList<>();
        for (int i = model.getGraph().getNodeCount() - 1; i >= 0; i--) {
            NodeProto node = model.getGraph().getNode(i);
            if (node.getOutputList().stream().anyMatch(needed::contains)) {
                nodes.add(0, node);
                needed.addAll(node.getInputList());
            }
        }
        return nodes;
    }

    /** These nodes with what they read and make of the graph's inputs, outputs and initialisers, and more inputs and outputs. */
    private ModelProto part(List<NodeProto> nodes, List<ValueInfoProto> moreInputs, List<ValueInfoProto> moreOutputs) {
        Set<String> read = new HashSet<>();
        Set<String> made = new HashSet<>();
        for (NodeProto node : nodes) {
            read.addAll(node.getInputList());
            made.addAll(node.getOutputList());
        }
        moreInputs.forEach(input -> read.remove(input.getName()));
        GraphProto whole = model.getGraph();
        GraphProto.Builder graph = whole.toBuilder()
                .clearNode()
                .clearInput()
                .clearOutput()
                .clearInitializer()
                .addAllNode(nodes);
        whole.getInputList().stream()
                .filter(input -> read.contains(input.getName()))
                .forEach(graph::addInput);
        whole.getOutputList().stream()
                .filter(output -> made.contains(output.getName()))
                .forEach(graph::addOutput);
        whole.getInitializerList().stream()
                .filter(initialiser -> read.contains(initialiser.getName()))
                .forEach(graph::addInitializer);
        graph.addAllInput(moreInputs).addAllOutput(moreOutputs);
        return model.toBuilder().setGraph(graph).build();
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
