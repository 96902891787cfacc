package io.latentwatch.evaluation.gradient;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** Appends the backward part to a graph. What the rules need of it: {@link #add}, {@link #contribute} and the shapes. */
final class BackwardWriter {
    /** How the outputs are called that pools give for the backward part. */
    static final String ADDED = "gradient.added.";

    /** By operator, the version of the standard operators since when its axes are an input. */
    private static final Map<String, Long> AXES_ARE_AN_INPUT =
            Map.of("ReduceMean", 18L, "ReduceSum", 13L, "Unsqueeze", 13L);

    private final ModelProto classifier;
    private final String image;
    private final String logits;
    private final TieRule ties;
    private final GraphProto.Builder graph;
    /** Tensors that depend on the image: those a gradient flows through. */
    private final Set<String> dependent = new HashSet<>();

    private final Map<String, List<String>> contributions = new HashMap<>();
    private final ActivationShapes shapes;

    BackwardWriter(ModelProto classifier, String image, String logits, TieRule ties) {
        this.classifier = classifier;
        this.image = image;
        this.logits = logits;
        this.ties = ties;
        this.graph = classifier.getGraph().toBuilder();
        this.shapes = new ActivationShapes(classifier, image);
    }

    ModelProto write() {
        List<NodeProto> path = path();
        startAtTheLogits();
        for (int i = path.size() - 1; i >= 0; i--) {
            NodeProto node = path.get(i);
            String first = node.getOutput(0);
            boolean another = node.getOutputList().stream().skip(1).anyMatch(this::hasGradient);
            BackwardRules.of(node).write(node, !hasGradient(first) && another ? "" : gradientOf(first), this);
        }
        finishAtTheImage();
        return classifier.toBuilder().setGraph(graph).build();
    }

    /**
     * The nodes between image and logits that a gradient flows through, in the order of the graph, which ONNX requires to be
     * topological. A comparison's answer is a constant to it, as is a shape, and what only leads to one needs none.
     */
    private List<NodeProto> path() {
        dependent.add(image);
        Set<String> compared = onlyCompared();
        List<NodeProto> path = new ArrayList<>();
        for (NodeProto node : classifier.getGraph().getNodeList()) {
            if (!node.getOpType().equals("Shape")
                    && !compared.contains(node.getOutput(0))
                    && node.getInputList().stream().anyMatch(dependent::contains)) {
                BackwardRules.of(node); // refuses unknown operators before anything is written
                dependent.addAll(node.getOutputList());
                path.add(node);
            }
        }
        if (!dependent.contains(logits)) {
            throw new UnsupportedModelException(
                    "output '%s' does not depend on input '%s'; give the classifier's own graph"
                            .formatted(logits, image));
        }
        return path;
    }

    /** First outputs of the comparisons, and of the nodes whose readers are all comparisons or such nodes. */
    private Set<String> onlyCompared() {
        Set<String> compared = new HashSet<>();
        Set<String> elsewhere = new HashSet<>();
        for (int i = classifier.getGraph().getNodeCount() - 1; i >= 0; i--) {
            NodeProto node = classifier.getGraph().getNode(i);
            boolean read = node.getOutputList().stream().anyMatch(elsewhere::contains);
            if (node.getOpType().equals("GreaterOrEqual") || (!read && isReadByAny(node, compared))) {
                compared.add(node.getOutput(0));
            } else {
                elsewhere.addAll(node.getInputList());
            }
        }
        return compared;
    }

    private boolean isReadByAny(NodeProto node, Set<String> readers) {
        return classifier.getGraph().getNodeList().stream()
                .filter(reader -> readers.contains(reader.getOutput(0)))
                .anyMatch(reader -> reader.getInputList().stream().anyMatch(node.getOutputList()::contains));
    }

    private void startAtTheLogits() {
        TypeProto type = classifier.getGraph().getOutput(0).getType();
        TypeProto.Builder oneColumn = type.toBuilder();
        oneColumn
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .clearDim()
                .addDim(Dimension.getDefaultInstance())
                .addDim(Dimension.newBuilder().setDimValue(1));
        graph.addInput(ValueInfoProto.newBuilder()
                .setName(GradientGraph.SOFTMAX_WEIGHT)
                .setType(oneColumn));
        graph.addInput(ValueInfoProto.newBuilder().setName(GradientGraph.TARGET).setType(type));
        String probabilities = add("Softmax", List.of(logits), integer("axis", 1));
        String weighted = add("Mul", List.of(probabilities, GradientGraph.SOFTMAX_WEIGHT));
        contribute(logits, add("Sub", List.of(weighted, GradientGraph.TARGET)));
    }

    private void finishAtTheImage() {
        TypeProto type = classifier.getGraph().getInputList().stream()
                .filter(input -> input.getName().equals(image))
                .findFirst()
                .orElseThrow()
                .getType();
        graph.addOutput(
                ValueInfoProto.newBuilder().setName(GradientGraph.GRADIENT).setType(type));
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Identity")
                .addInput(gradientOf(image))
                .addOutput(GradientGraph.GRADIENT));
    }

    /** The sum of what all readers of the tensor contributed. */
    String gradientOf(String tensor) {
        List<String> parts = contributions.getOrDefault(tensor, List.of());
        if (parts.isEmpty()) {
            throw new UnsupportedModelException(
                    "tensor '%s' does not reach the logits; cut the graph to what they need".formatted(tensor));
        }
        return parts.stream().reduce((a, b) -> add("Add", List.of(a, b))).orElseThrow();
    }

    /** Says that this is (a part of) the gradient of a tensor; ignored for tensors that do not depend on the image. */
    void contribute(String tensor, String gradient) {
        if (dependent.contains(tensor)) {
            contributions.computeIfAbsent(tensor, name -> new ArrayList<>()).add(gradient);
        }
    }

    /** Whether any reader of the tensor contributed to its gradient. */
    boolean hasGradient(String tensor) {
        return contributions.containsKey(tensor);
    }

    boolean dependsOnTheImage(String tensor) {
        return dependent.contains(tensor);
    }

    TieRule ties() {
        return ties;
    }

    /** The shape of a tensor for one image. */
    long[] shape(String tensor) {
        return shapes.of(tensor);
    }

    /** The shape of an initialiser; empty if it is none. */
    long[] weightShape(String name) {
        return classifier.getGraph().getInitializerList().stream()
                .filter(initialiser -> initialiser.getName().equals(name))
                .flatMapToLong(initialiser -> initialiser.getDimsList().stream().mapToLong(Long::longValue))
                .toArray();
    }

    /** Adds a node and returns the name of its output. */
    String add(String operator, List<String> inputs, AttributeProto... attributes) {
        String output = "gradient.%d.%s".formatted(graph.getNodeCount(), operator);
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addAllInput(inputs)
                .addAllAttribute(List.of(attributes))
                .addOutput(output));
        return output;
    }

    /**
     * Adds a node that works along axes, which newer versions of the operator take as an input; reductions keep their rank.
     *
     * @return the name of its output
     */
    String alongAxes(String operator, String tensor, List<Long> axes) {
        if (opset() < AXES_ARE_AN_INPUT.get(operator)) {
            return add(operator, List.of(tensor), integers("axes", axes));
        }
        return add(
                operator,
                List.of(
                        tensor,
                        constant(axes.stream().mapToLong(Long::longValue).toArray())));
    }

    /** The version of the standard operators. */
    private long opset() {
        return classifier.getOpsetImportList().stream()
                .filter(opset ->
                        opset.getDomain().isEmpty() || opset.getDomain().equals("ai.onnx"))
                .mapToLong(opset -> opset.getVersion())
                .max()
                .orElse(1);
    }

    /** Adds a float constant and returns its name. */
    String constant(List<Long> shape, float... values) {
        String name = "gradient.constant." + graph.getInitializerCount();
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addAllDims(shape);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        graph.addInitializer(tensor);
        return name;
    }

    /** Adds a constant vector of integers and returns its name. */
    String constant(long... values) {
        String name = "gradient.constant." + graph.getInitializerCount();
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return name;
    }

    /** The values of an initialiser of integers; empty if it is none. */
    long[] integers(String name) {
        return classifier.getGraph().getInitializerList().stream()
                .filter(initialiser -> initialiser.getName().equals(name)
                        && initialiser.getDataType() == TensorProto.DataType.INT64.getNumber())
                .flatMapToLong(initialiser -> initialiser.getRawData().isEmpty()
                        ? initialiser.getInt64DataList().stream().mapToLong(Long::longValue)
                        : LongStream.range(0, initialiser.getRawData().size() / Long.BYTES)
                                .map(i -> initialiser
                                        .getRawData()
                                        .asReadOnlyByteBuffer()
                                        .order(ByteOrder.LITTLE_ENDIAN)
                                        .getLong((int) i * Long.BYTES)))
                .toArray();
    }

    /** A node of the forward part as it was before the backward part needed more of it. */
    static NodeProto withoutAddedOutputs(NodeProto node) {
        NodeProto.Builder original = node.toBuilder().clearOutput();
        node.getOutputList().stream()
                .filter(output -> !output.startsWith(ADDED))
                .forEach(original::addOutput);
        return original.build();
    }

    /** Gives a node of the forward part one more output. */
    void addOutput(NodeProto node, String output) {
        graph.getNodeBuilderList().stream()
                .filter(candidate -> candidate.getOutput(0).equals(node.getOutput(0)))
                .forEach(candidate -> candidate.addOutput(output));
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto real(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    static AttributeProto integers(String name, List<Long> values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(values)
                .build();
    }

    static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }
}
