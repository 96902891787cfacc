package io.latentwatch.detector.graph.shape;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What is known of a tensor without running the graph: its shape, and its values where it is small and hangs on no image's pixels.
 *
 * @param dimensions outermost first, at least 0 each
 * @param values in C order, null where not known; integers are exact below 2^53
 */
record Extent(DataType type, long[] dimensions, double[] values) {
    /** Larger tensors' values are not kept: none of them is a shape. */
    static final int KEPT_VALUES = 1024;

    /** What the widest elements take; for types without a fixed width, too. */
    private static final int WIDEST_ELEMENT = 16;

    Extent {
        for (long dimension : dimensions) {
            if (dimension < 0) {
                throw new ShapeException("would have the shape " + Arrays.toString(dimensions));
            }
        }
    }

    static Extent of(DataType type, long... dimensions) {
        return new Extent(type, dimensions, null);
    }

    /** A tensor of these values, which are forgotten where they are too many. */
    static Extent known(DataType type, long[] dimensions, double[] values) {
        return new Extent(type, dimensions, values != null && values.length <= KEPT_VALUES ? values : null);
    }

    static Extent vector(DataType type, double... values) {
        return known(type, new long[] {values.length}, values);
    }

    /** A tensor that stands in the file. */
    static Extent of(TensorProto tensor) {
        long[] dimensions = tensor.getDimsList().stream().mapToLong(d -> d).toArray();
        Extent extent = of(type(tensor.getDataType()), dimensions);
        return extent.elements() > KEPT_VALUES ? extent : known(extent.type, dimensions, values(tensor, extent));
    }

    private static double[] values(TensorProto tensor, Extent extent) {
        int n = (int) extent.elements();
        boolean raw = tensor.hasRawData() && tensor.getRawData().size() == extent.bytes();
        var bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return switch (extent.type) {
            case INT64 ->
                raw
                        ? IntStream.range(0, n)
                                .mapToDouble(i -> bytes.getLong(8 * i))
                                .toArray()
                        : whole(
                                n,
                                tensor.getInt64DataList().stream()
                                        .mapToDouble(Long::doubleValue)
                                        .toArray());
            case INT32 ->
                raw
                        ? IntStream.range(0, n)
                                .mapToDouble(i -> bytes.getInt(4 * i))
                                .toArray()
                        : whole(
                                n,
                                tensor.getInt32DataList().stream()
                                        .mapToDouble(Integer::doubleValue)
                                        .toArray());
            case FLOAT ->
                raw
                        ? IntStream.range(0, n)
                                .mapToDouble(i -> bytes.getFloat(4 * i))
                                .toArray()
                        : whole(
                                n,
                                tensor.getFloatDataList().stream()
                                        .mapToDouble(Float::doubleValue)
                                        .toArray());
            case DOUBLE ->
                raw
                        ? IntStream.range(0, n)
                                .mapToDouble(i -> bytes.getDouble(8 * i))
                                .toArray()
                        : whole(
                                n,
                                tensor.getDoubleDataList().stream()
                                        .mapToDouble(Double::doubleValue)
                                        .toArray());
            default -> null;
        };
    }

    private static double[] whole(int n, double[] values) {
        return values.length == n ? values : null;
    }

    static DataType type(int number) {
        DataType type = DataType.forNumber(number);
        return type == null ? DataType.UNDEFINED : type;
    }

    int rank() {
        return dimensions.length;
    }

    /** The position of an axis that may be counted from the end. */
    int axis(long axis) {
        if (axis < -rank() || axis >= rank()) {
            throw new ShapeException("has axis " + axis + " of the shape " + Arrays.toString(dimensions));
        }
        return (int) (axis < 0 ? axis + rank() : axis);
    }

    long dimension(long axis) {
        return dimensions[axis(axis)];
    }

    /** How far apart neighbours along each axis lie in C order. */
    long[] strides() {
        long[] strides = new long[rank()];
        long next = 1;
        for (int axis = rank() - 1; axis >= 0; axis--) {
            strides[axis] = next;
            next = Math.multiplyExact(next, dimensions[axis]);
        }
        return strides;
    }

    /** Values of a tensor of another shape that walks over this one's; null where these are not known. */
    double[] walked(long[] shape, long[] strides, long first) {
        if (values == null) {
            return null;
        }
        double[] walked = new double[(int) of(type, shape).elements()];
        for (int i = 0; i < walked.length; i++) {
            long place = first;
            long left = i;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                place += left % shape[axis] * strides[axis];
                left /= shape[axis];
            }
            walked[i] = values[(int) place];
        }
        return walked;
    }

    /** The same with one dimension replaced, values forgotten. */
    Extent with(long axis, long dimension) {
        long[] others = dimensions.clone();
        others[axis(axis)] = dimension;
        return of(type, others);
    }

    long elements() {
        return Arrays.stream(dimensions).reduce(1, Math::multiplyExact);
    }

    /** Bytes in memory. */
    long bytes() {
        return Math.multiplyExact(elements(), width());
    }

    private long width() {
        return switch (type) {
            case BOOL, INT8, UINT8 -> 1;
            case INT16, UINT16, FLOAT16, BFLOAT16 -> 2;
            case INT32, UINT32, FLOAT -> 4;
            case INT64, UINT64, DOUBLE, COMPLEX64 -> 8;
            default -> WIDEST_ELEMENT;
        };
    }

    /** The one value of a tensor with one element, where it is known. */
    OptionalInt scalar() {
        return values != null && values.length == 1 ? OptionalInt.of((int) values[0]) : OptionalInt.empty();
    }
}
