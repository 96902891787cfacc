package io.latentwatch.detector.graph.shape;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Operators that take parts of tensors, join them, repeat them or make new ones. */
final class SelectionShapes {
    private SelectionShapes() {}

    static Map<String, ShapeRule> rules() {
        Map<String, ShapeRule> rules = new HashMap<>();
        rules.put("Concat", SelectionShapes::concat);
        rules.put("Constant", SelectionShapes::constant);
        rules.put("ConstantOfShape", SelectionShapes::constantOfShape);
        rules.put("Expand", SelectionShapes::expand);
        rules.put("Gather", SelectionShapes::gather);
        rules.put(
                "GatherElements",
                node -> List.of(Extent.of(node.input(0).type(), node.input(1).dimensions())));
        rules.put("Pad", SelectionShapes::pad);
        rules.put("Range", SelectionShapes::range);
        rules.put("Resize", SelectionShapes::resize);
        rules.put("Shape", SelectionShapes::shape);
        rules.put("Slice", SliceShapes::slice);
        rules.put("Split", SelectionShapes::split);
        rules.put("Tile", SelectionShapes::tile);
        return rules;
    }

    private static List<Extent> concat(Operands node) {
        Extent first = node.input(0);
        int axis = first.axis(node.integer("axis", 0));
        long[] result = first.dimensions().clone();
        DoubleStream values = DoubleStream.empty();
        boolean known = first.rank() == 1;
        result[axis] = 0;
        for (int i = 0; i < node.inputs().size(); i++) {
            Extent part = node.input(i);
            result[axis] = Math.addExact(result[axis], part.dimension(axis));
            known = known && part.values() != null;
            values = known ? DoubleStream.concat(values, Arrays.stream(part.values())) : values;
        }
        return List.of(Extent.known(first.type(), result, known ? values.toArray() : null));
    }

    private static List<Extent> constant(Operands node) {
        if (node.attribute("value").isPresent()) {
            return List.of(Extent.of(node.attribute("value").get().getT()));
        }
        for (String name : List.of("value_int", "value_float")) {
            if (node.attribute(name).isPresent()) {
                AttributeProto value = node.attribute(name).get();
                boolean whole = name.equals("value_int");
                return List.of(Extent.known(whole ? DataType.INT64 : DataType.FLOAT, new long[0], new double[] {
                    whole ? value.getI() : value.getF()
                }));
            }
        }
        if (node.attribute("value_ints").isPresent()) {
            return List.of(Extent.vector(
                    DataType.INT64,
                    Arrays.stream(node.integers("value_ints").get())
                            .mapToDouble(i -> i)
                            .toArray()));
        }
        if (node.attribute("value_floats").isPresent()) {
            return List.of(Extent.vector(
                    DataType.FLOAT,
                    node.attribute("value_floats").get().getFloatsList().stream()
                            .mapToDouble(f -> f)
                            .toArray()));
        }
        throw new ShapeException("is neither a tensor nor numbers");
    }

    private static List<Extent> constantOfShape(Operands node) {
        long[] dimensions = node.integers(0);
        Extent value = node.attribute("value").map(v -> Extent.of(v.getT())).orElse(Extent.vector(DataType.FLOAT, 0));
        return List.of(Extent.known(value.type(), dimensions, ElementwiseShapes.spread(value, dimensions)));
    }

    private static List<Extent> expand(Operands node) {
        Extent input = node.input(0);
        long[] result = ElementwiseShapes.broadcast(input.dimensions(), node.integers(1));
        return List.of(Extent.known(input.type(), result, ElementwiseShapes.spread(input, result)));
    }

    private static List<Extent> gather(Operands node) {
        Extent data = node.input(0);
        Extent indices = node.input(1);
        int axis = data.axis(node.integer("axis", 0));
        List<Long> result = new ArrayList<>();
        Arrays.stream(data.dimensions(), 0, axis).forEach(result::add);
        Arrays.stream(indices.dimensions()).forEach(result::add);
        Arrays.stream(data.dimensions(), axis + 1, data.rank()).forEach(result::add);
        double[] values = null;
        if (data.rank() == 1 && data.values() != null && indices.values() != null) {
            values = Arrays.stream(indices.values())
                    .map(index -> data.values()[place(index, data)])
                    .toArray();
        }
        return List.of(
                Extent.known(data.type(), result.stream().mapToLong(d -> d).toArray(), values));
    }

    private static int place(double index, Extent data) {
        long length = data.dimensions()[0];
        long place = (long) (index < 0 ? index + length : index);
        if (place < 0 || place >= length) {
            throw new ShapeException("takes element " + (long) index + " of " + length);
        }
        return (int) place;
    }

    private static List<Extent> pad(Operands node) {
        Extent input = node.input(0);
        long[] pads = node.integers(1, "pads").orElseThrow(() -> new ShapeException("is told no pads"));
        long[] axes = node.optional(3).isPresent() ? node.integers(3) : axes(input);
        requireOneEach(pads, 2 * axes.length, "pads");
        long[] result = input.dimensions().clone();
        for (int i = 0; i < axes.length; i++) {
            int axis = input.axis(axes[i]);
            result[axis] = Math.addExact(result[axis], Math.addExact(pads[i], pads[axes.length + i]));
        }
        return List.of(Extent.of(input.type(), result));
    }

    private static List<Extent> range(Operands node) {
        double[] bounds = new double[3];
        for (int i = 0; i < 3; i++) {
            double[] values = node.input(i).values();
            if (values == null || values.length != 1) {
                throw new ShapeException("counts to a number that is not known before an image is run");
            }
            bounds[i] = values[0];
        }
        double count = Math.max(0, Math.ceil((bounds[1] - bounds[0]) / bounds[2]));
        if (!(count <= Integer.MAX_VALUE)) {
            throw new ShapeException("counts from " + bounds[0] + " to " + bounds[1] + " by " + bounds[2]);
        }
        double[] values = count > Extent.KEPT_VALUES
                ? null
                : IntStream.range(0, (int) count)
                        .mapToDouble(i -> bounds[0] + i * bounds[2])
                        .toArray();
        return List.of(Extent.known(node.input(0).type(), new long[] {(long) count}, values));
    }

    private static List<Extent> resize(Operands node) {
        Extent input = node.input(0);
        if (!node.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw new ShapeException("keeps an aspect ratio, expected sizes or scales for each axis");
        }
        long[] axes = node.integers("axes").orElseGet(() -> axes(input));
        long[] result = input.dimensions().clone();
        boolean sized = node.optional(3).isPresent();
        double[] factors = sized ? node.input(3).values() : factors(node);
        if (factors == null || factors.length != axes.length) {
            throw new ShapeException(
                    "is not told " + axes.length + " sizes or scales that are known before an image is run");
        }
        for (int i = 0; i < axes.length; i++) {
            int axis = input.axis(axes[i]);
            result[axis] = (long) (sized ? factors[i] : Math.floor(result[axis] * factors[i]));
        }
        return List.of(Extent.of(input.type(), result));
    }

    /** The scales: the second input in operator set 10, the third since. */
    private static double[] factors(Operands node) {
        return node.input(node.inputs().size() == 2 ? 1 : 2).values();
    }

    private static List<Extent> shape(Operands node) {
        long[] dimensions = node.input(0).dimensions();
        int start = bounded(node.integer("start", 0), dimensions.length);
        int end = bounded(node.integer("end", dimensions.length), dimensions.length);
        double[] values = Arrays.stream(dimensions, start, Math.max(start, end))
                .mapToDouble(d -> d)
                .toArray();
        return List.of(Extent.vector(DataType.INT64, values));
    }

    /** A place from 0 to the length, which may be counted from the end or lie beyond. */
    private static int bounded(long place, int length) {
        return (int) Math.max(0, Math.min(length, place < 0 ? place + length : place));
    }

    private static List<Extent> split(Operands node) {
        Extent input = node.input(0);
        long axis = node.integer("axis", 0);
        long all = input.dimension(axis);
        int parts = node.outputs();
        long[] sizes = node.integers(1, "split").orElse(null);
        if (sizes != null) {
            requireOneEach(sizes, parts, "split");
        }
        List<Extent> results = new ArrayList<>();
        long each = (all + parts - 1) / Math.max(1, parts);
        for (int i = 0; i < parts; i++) {
            long size = sizes == null ? Math.max(0, Math.min(each, all - i * each)) : sizes[i];
            results.add(input.with(axis, size));
        }
        return results;
    }

    private static List<Extent> tile(Operands node) {
        Extent input = node.input(0);
        long[] repeats = node.integers(1);
        requireOneEach(repeats, input.rank(), "repeats");
        long[] result = input.dimensions().clone();
        for (int axis = 0; axis < result.length; axis++) {
            result[axis] = Math.multiplyExact(result[axis], repeats[axis]);
        }
        return List.of(Extent.known(input.type(), result, ElementwiseShapes.spread(input, result)));
    }

    static long[] axes(Extent input) {
        return LongStream.range(0, input.rank()).toArray();
    }

    static void requireOneEach(long[] values, int count, String name) {
        if (values.length != count) {
            throw new ShapeException(
                    "has " + name + " " + Arrays.toString(values) + ", expected " + count + " numbers");
        }
    }
}
