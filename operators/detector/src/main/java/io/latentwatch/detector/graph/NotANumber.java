package io.latentwatch.detector.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;

/** Looks for weights that are no numbers, in whatever way a file holds them. Infinities are left to the probes: masks are made of them. */
final class NotANumber {
    private NotANumber() {}

    /** Whether a value of the tensor is NaN. */
    static boolean in(TensorProto tensor) {
        return tensor.getFloatDataList().stream().anyMatch(value -> value.isNaN())
                || tensor.getDoubleDataList().stream().anyMatch(value -> value.isNaN())
                || inHalves(tensor)
                || inBytes(tensor);
    }

    /** Of 16 bits, one to an int. */
    private static boolean inHalves(TensorProto tensor) {
        int type = tensor.getDataType();
        if (type != TensorProto.DataType.FLOAT16_VALUE && type != TensorProto.DataType.BFLOAT16_VALUE) {
            return false;
        }
        return tensor.getInt32DataList().stream().anyMatch(bits -> isNan(type, bits & 0xffff));
    }

    /** Little-endian bytes. */
    private static boolean inBytes(TensorProto tensor) {
        int type = tensor.getDataType();
        ByteString raw = tensor.getRawData();
        int size = switch (type) {
            case TensorProto.DataType.FLOAT16_VALUE, TensorProto.DataType.BFLOAT16_VALUE -> Short.BYTES;
            case TensorProto.DataType.FLOAT_VALUE -> Float.BYTES;
            case TensorProto.DataType.DOUBLE_VALUE -> Double.BYTES;
            default -> Integer.MAX_VALUE;
        };
        for (int at = 0; size <= raw.size() - at; at += size) {
            long bits = 0;
            for (int i = size - 1; i >= 0; i--) {
                bits = (bits << 8) | (raw.byteAt(at + i) & 0xff);
            }
            if (isNan(type, bits)) {
                return true;
            }
        }
        return false;
    }

    /** An exponent of ones alone and a fraction that is not zero (IEEE 754). */
    private static boolean isNan(int type, long bits) {
        return switch (type) {
            case TensorProto.DataType.FLOAT16_VALUE -> (bits & 0x7c00) == 0x7c00 && (bits & 0x03ff) != 0;
            case TensorProto.DataType.BFLOAT16_VALUE -> (bits & 0x7f80) == 0x7f80 && (bits & 0x007f) != 0;
            case TensorProto.DataType.FLOAT_VALUE -> Float.isNaN(Float.intBitsToFloat((int) bits));
            default -> Double.isNaN(Double.longBitsToDouble(bits));
        };
    }
}
