package io.latentwatch.detector.graph.prepare;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.latentwatch.bundle.BundleException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One node of an older operator set, and the graph that its successor goes into. */
final class NodeRewrite {
    private final NodeProto node;
    private final GraphProto.Builder graph;
    private final long opset;
    private final String where;

    NodeRewrite(NodeProto node, GraphProto.Builder graph, long opset, String where) {
        this.node = node;
        this.graph = graph;
        this.opset = opset;
        this.where = where;
    }

    NodeProto node() {
        return node;
    }

    /** The tensor of this name where its values stand in the file: a weight, or a Constant node before this one. */
    Optional<TensorProto> constant(String name) {
        Stream<TensorProto> weights = graph.getInitializerList().stream()
                .filter(weight -> weight.getName().equals(name));
        Stream<TensorProto> constants = graph.getNodeList().stream()
                .filter(before -> before.getOpType().equals("Constant")
                        && before.getOutputList().contains(name))
                .flatMap(before -> before.getAttributeList().stream())
                .filter(AttributeProto::hasT)
                .map(AttributeProto::getT);
        return Stream.concat(weights, constants).findFirst();
    }

    /** The operator set that the node is written in. */
    long opset() {
        return opset;
    }

    Optional<AttributeProto> attribute(String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst();
    }

    Optional<long[]> integers(String name) {
        return attribute(name)
                .map(attribute ->
                        attribute.getIntsList().stream().mapToLong(i -> i).toArray());
    }

    String text(String name, String fallback) {
        return attribute(name).map(attribute -> attribute.getS().toStringUtf8()).orElse(fallback);
    }

    /** The node goes into the graph as it is. */
    void keep() {
        graph.addNode(node);
    }

    /** The node without these attributes, with these inputs behind its first ones. */
    void replace(int keptInputs, List<String> moreInputs, String... goneAttributes) {
        add(without(goneAttributes)
                .clearInput()
                .addAllInput(node.getInputList().subList(0, Math.min(keptInputs, node.getInputCount())))
                .addAllInput(moreInputs));
    }

    /** The node without these attributes. */
    NodeProto.Builder without(String... attributes) {
        Set<String> gone = Set.of(attributes);
        List<AttributeProto> kept = node.getAttributeList().stream()
                .filter(attribute -> !gone.contains(attribute.getName()))
                .toList();
        return node.toBuilder().clearAttribute().addAllAttribute(kept);
    }

    void add(NodeProto.Builder successor) {
        graph.addNode(successor);
    }

    /** Adds a node with one output and returns its name. */
    String add(String operator, String what, List<String> inputs, AttributeProto... attributes) {
        String output = name(what);
        graph.addNode(NodeProto.newBuilder()
                .setName(output)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    /** Adds a constant vector and returns its name. */
    String longs(String what, long... values) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name(what))
                .setDataType(DataType.INT64_VALUE)
                .addDims(values.length)
                .addAllInt64Data(Arrays.stream(values).boxed().toList()));
        return name(what);
    }

    /** Adds a constant scalar and returns its name. */
    String scalar(String what, float value) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name(what))
                .setDataType(DataType.FLOAT_VALUE)
                .addFloatData(value));
        return name(what);
    }

    /** Adds a constant vector and returns its name. */
    String floats(String what, List<Float> values) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name(what))
                .setDataType(DataType.FLOAT_VALUE)
                .addDims(values.size())
                .addAllFloatData(values));
        return name(what);
    }

    private String name(String what) {
        return PreparedClassifier.PREFIX + node.getOutput(0) + "/" + what;
    }

    /** The operator stands in a form that is not brought to operator set 13. */
    BundleException refused(String form) {
        return new BundleException(
                "%s: node '%s' is a %s of operator set %d %s, which is not brought to operator set %d here; export the model with operator set %d or later"
                        .formatted(
                                where,
                                node.getName(),
                                node.getOpType(),
                                opset,
                                form,
                                PreparedClassifier.SMALLEST_OPSET,
                                PreparedClassifier.SMALLEST_OPSET));
    }

    void require(boolean holds, String form) {
        if (!holds) {
            throw refused(form);
        }
    }
}
