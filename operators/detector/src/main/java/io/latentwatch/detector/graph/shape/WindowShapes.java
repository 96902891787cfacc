package io.latentwatch.detector.graph.shape;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Convolutions and pools: operators that move a window over the axes behind batch and channels. */
final class WindowShapes {
    private WindowShapes() {}

    static Map<String, ShapeRule> rules() {
        return Map.of(
                "AveragePool", node -> List.of(pooled(node)),
                "Conv", node -> List.of(convolved(node)),
                "ConvTranspose", node -> List.of(convolvedBack(node)),
                "GlobalAveragePool", node -> List.of(globallyPooled(node.input(0))),
                "GlobalMaxPool", node -> List.of(globallyPooled(node.input(0))),
                "MaxPool",
                        node -> List.of(
                                pooled(node),
                                Extent.of(DataType.INT64, pooled(node).dimensions())));
    }

    private static Extent pooled(Operands node) {
        Extent input = map(node.input(0));
        long[] kernel = node.integers("kernel_shape")
                .orElseThrow(() -> new ShapeException("has no kernel_shape, expected one value for each side"));
        return moved(node, input, input.dimensions()[1], kernel);
    }

    private static Extent convolved(Operands node) {
        Extent weights = map(node.input(1));
        return moved(node, map(node.input(0)), weights.dimensions()[0], kernel(node, weights));
    }

    private static Extent moved(Operands node, Extent input, long channels, long[] kernel) {
        int sides = input.rank() - 2;
        requireSides(kernel, sides);
        long[] strides = node.perAxis("strides", sides, 1);
        long[] dilations = node.perAxis("dilations", sides, 1);
        long[] pads = node.perAxis("pads", 2 * sides, 0);
        String automatic = node.text("auto_pad", "NOTSET");
        boolean same = automatic.startsWith("SAME");
        boolean padded = automatic.equals("NOTSET");
        boolean up = node.integer("ceil_mode", 0) != 0;
        long[] result = Arrays.copyOf(input.dimensions(), input.rank());
        result[1] = channels;
        for (int i = 0; i < sides; i++) {
            long side = result[2 + i];
            long stride = positive(strides[i], "strides");
            long window = (positive(kernel[i], "kernel_shape") - 1) * positive(dilations[i], "dilations") + 1;
            long padding = padded ? Math.addExact(pads[i], pads[sides + i]) : 0;
            long room = Math.subtractExact(Math.addExact(side, padding), window);
            result[2 + i] = same
                    ? (side + stride - 1) / stride
                    : Math.max(0, Math.floorDiv(Math.addExact(room, up ? stride - 1 : 0), stride) + 1);
        }
        return Extent.of(input.type(), result);
    }

    private static Extent convolvedBack(Operands node) {
        Extent input = map(node.input(0));
        Extent weights = map(node.input(1));
        int sides = input.rank() - 2;
        long[] kernel = kernel(node, weights);
        requireSides(kernel, sides);
        long[] strides = node.perAxis("strides", sides, 1);
        long[] dilations = node.perAxis("dilations", sides, 1);
        long[] pads = node.perAxis("pads", 2 * sides, 0);
        long[] more = node.perAxis("output_padding", sides, 0);
        boolean same = node.text("auto_pad", "NOTSET").startsWith("SAME");
        long[] result = Arrays.copyOf(input.dimensions(), input.rank());
        result[1] = Math.multiplyExact(weights.dimensions()[1], node.integer("group", 1));
        for (int i = 0; i < sides; i++) {
            long window = (positive(kernel[i], "kernel_shape") - 1) * positive(dilations[i], "dilations") + 1;
            long steps = Math.multiplyExact(positive(strides[i], "strides"), result[2 + i] - 1);
            result[2 + i] = same
                    ? Math.multiplyExact(strides[i], result[2 + i])
                    : Math.subtractExact(
                            Math.addExact(Math.addExact(steps, more[i]), window),
                            Math.addExact(pads[i], pads[sides + i]));
        }
        node.integers("output_shape")
                .ifPresent(shape -> System.arraycopy(
                        shape, Math.max(0, shape.length - sides), result, 2, Math.min(sides, shape.length)));
        return Extent.of(input.type(), result);
    }

    private static Extent globallyPooled(Extent input) {
        long[] result = map(input).dimensions().clone();
        Arrays.fill(result, 2, result.length, 1);
        return Extent.of(input.type(), result);
    }

    private static long[] kernel(Operands node, Extent weights) {
        return node.integers("kernel_shape")
                .orElseGet(() -> Arrays.copyOfRange(weights.dimensions(), 2, weights.rank()));
    }

    private static Extent map(Extent input) {
        if (input.rank() < 2) {
            throw new ShapeException("has an input of the shape " + Arrays.toString(input.dimensions())
                    + ", expected batch, channels and sides");
        }
        return input;
    }

    private static void requireSides(long[] kernel, int sides) {
        if (kernel.length != sides) {
            throw new ShapeException("has kernel_shape " + Arrays.toString(kernel) + " on " + sides + " sides");
        }
    }

    private static long positive(long value, String name) {
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw new ShapeException("has " + name + " " + value + ", expected at least 1");
        }
        return value;
    }
}
