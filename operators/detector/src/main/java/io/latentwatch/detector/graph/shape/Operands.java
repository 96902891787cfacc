package io.latentwatch.detector.graph.shape;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node with what is known of its inputs: what a {@link ShapeRule} reads. */
final class Operands {
    private final NodeProto node;
    private final List<Extent> inputs = new ArrayList<>();

    /** @param known tensors that stand before the node, by name */
    Operands(NodeProto node, Map<String, Extent> known) {
        this.node = node;
        for (String name : node.getInputList()) {
            if (!name.isEmpty() && !known.containsKey(name)) {
                throw new ShapeException("reads tensor '" + name + "', which nothing before it makes");
            }
            inputs.add(known.get(name)); // null for an optional input that is left out
        }
    }

    int outputs() {
        return node.getOutputCount();
    }

    List<Extent> inputs() {
        return inputs;
    }

    Extent input(int position) {
        return optional(position)
                .orElseThrow(() -> new ShapeException(
                        "has " + inputs.size() + " inputs, input " + position + " of them is needed and not there"));
    }

    Optional<Extent> optional(int position) {
        return position < inputs.size() ? Optional.ofNullable(inputs.get(position)) : Optional.empty();
    }

    /** The values of an input that decides on the output's shape. */
    long[] integers(int position) {
        double[] values = input(position).values();
        if (values == null) {
            throw new ShapeException("takes its shape from '" + node.getInput(position)
                    + "', whose values are not known before an image is run");
        }
        return Arrays.stream(values).mapToLong(value -> (long) value).toArray();
    }

    Optional<AttributeProto> attribute(String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst();
    }

    long integer(String name, long fallback) {
        return attribute(name).map(AttributeProto::getI).orElse(fallback);
    }

    String text(String name, String fallback) {
        return attribute(name).map(attribute -> attribute.getS().toStringUtf8()).orElse(fallback);
    }

    Optional<long[]> integers(String name) {
        return attribute(name)
                .map(attribute ->
                        attribute.getIntsList().stream().mapToLong(i -> i).toArray());
    }

    /** An attribute with one value for each of {@code count} axes. */
    long[] perAxis(String name, int count, long fallback) {
        long[] values = integers(name).orElseGet(() -> {
            long[] filled = new long[count];
            Arrays.fill(filled, fallback);
            return filled;
        });
        if (values.length != count) {
            throw new ShapeException("has " + name + " " + Arrays.toString(values) + ", expected " + count + " values");
        }
        return values;
    }

    /** What newer operator sets pass as an input and older ones as an attribute. */
    Optional<long[]> integers(int position, String attribute) {
        return optional(position).isPresent() ? Optional.of(integers(position)) : integers(attribute);
    }
}
