package io.latentwatch.reference.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest.Layout;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The axes of a classifier's input, recognised from its shape.
 *
 * @param shape {@code [C, H, W]}, however they are ordered in the file
 */
record InputAxes(Layout layout, List<Integer> shape) {
    InputAxes {
        shape = List.copyOf(shape);
    }

    /**
     * Recognises them.
     *
     * @param form what the user says; the file must not say otherwise
     * @throws BundleException if the file and the user leave something open, saying what
     */
    static InputAxes of(ValueInfoProto input, InputForm form, String where) {
        List<Dimension> axes = input.getType().getTensorType().getShape().getDimList();
        String found = "input '" + input.getName() + "' has type "
                + DataType.forNumber(input.getType().getTensorType().getElemType()) + " and shape " + text(axes);
        boolean floats = input.getType().getTensorType().getElemType() == DataType.FLOAT_VALUE;
        if (!floats || axes.size() != 4) {
            throw new BundleException(where + ": " + found
                    + ", expected float32 and four axes: [N, C, H, W] or [N, H, W, C]; export it so");
        }
        boolean first = isColours(axes.get(1));
        boolean last = isColours(axes.get(3));
        if (!first && !last) {
            throw new BundleException(
                    where + ": " + found
                            + ", expected an axis of 1 or 3 channels: [N, C, H, W] or [N, H, W, C]; export it for grey or colour images");
        }
        Layout layout = form.layout().orElse(first ? Layout.NCHW : Layout.NHWC);
        if (layout == Layout.NCHW ? !first : !last) {
            throw new BundleException(where + ": " + found + ", expected 1 or 3 on the axis of the channels of "
                    + layout + "; leave --layout out, or say the other one");
        }
        int height = layout == Layout.NCHW ? 2 : 1;
        Dimension channels = axes.get(layout == Layout.NCHW ? 1 : 3);
        InputForm.Size size = size(axes.get(height), axes.get(height + 1), form, where + ": " + found);
        return new InputAxes(layout, List.of((int) channels.getDimValue(), size.height(), size.width()));
    }

    private static InputForm.Size size(Dimension height, Dimension width, InputForm form, String found) {
        if (form.size().isEmpty() && (isOpen(height) || isOpen(width))) {
            throw new BundleException(
                    found
                            + ", which leaves height or width open, expected a size that all images are brought to; say it with --input-size HxW");
        }
        InputForm.Size size = form.size()
                .orElseGet(() -> new InputForm.Size(
                        Math.toIntExact(height.getDimValue()), Math.toIntExact(width.getDimValue())));
        boolean fits = (isOpen(height) || height.getDimValue() == size.height())
                && (isOpen(width) || width.getDimValue() == size.width());
        if (!fits) {
            throw new BundleException(
                    found + ", --input-size says " + size + "; leave the option out, or say what the file fixes");
        }
        return size;
    }

    private static boolean isColours(Dimension axis) {
        return axis.getDimValue() == 1 || axis.getDimValue() == 3;
    }

    private static boolean isOpen(Dimension axis) {
        return axis.getDimValue() <= 0;
    }

    private static String text(List<Dimension> axes) {
        return axes.stream()
                .map(axis -> isOpen(axis) ? "'" + axis.getDimParam() + "'" : String.valueOf(axis.getDimValue()))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
