package io.latentwatch.detector.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotANumberTest {
    /** Bits by IEEE 754, and bfloat16's, which are a float's upper half; written least significant byte first. */
    @ParameterizedTest
    @CsvSource({
        "1, 0000803F 0000C07F, true", // 1, NaN
        "1, 0000803F 0000C0FF, true", // 1, -NaN
        "1, 0000803F 0100807F, true", // 1, a signalling NaN
        "1, 0000803F 0000807F, false", // 1, infinity
        "1, FFFF7F7F, false", // the largest float
        "10, 003C 007E, true", // half: 1, NaN
        "10, 003C 007C, false", // half: 1, infinity
        "16, 803F C07F, true", // bfloat16: 1, NaN
        "16, 803F 80FF, false", // bfloat16: 1, -infinity
        "11, 000000000000F87F, true", // double: NaN
        "11, 000000000000F07F, false", // double: infinity
        "6, 0000C07F, false", // an integer
        "7, FFFFFFFFFFFFFFFF, false"
    })
    void findsItInRawBytes(int type, String hex, boolean found) {
        byte[] raw = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThat(NotANumber.in(TensorProto.newBuilder()
                        .setDataType(type)
                        .setRawData(ByteString.copyFrom(raw))
                        .build()))
                .isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({"NaN, true", "Infinity, false", "0, false"})
    void findsItAmongValuesThatAreWrittenOut(float value, boolean found) {
        assertThat(NotANumber.in(TensorProto.newBuilder()
                        .setDataType(DataType.FLOAT_VALUE)
                        .addFloatData(1)
                        .addFloatData(value)
                        .build()))
                .isEqualTo(found);
        assertThat(NotANumber.in(TensorProto.newBuilder()
                        .setDataType(DataType.DOUBLE_VALUE)
                        .addDoubleData(value)
                        .build()))
                .isEqualTo(found);
        // half: 0x7e00 is NaN, 0x7c00 infinity
        assertThat(NotANumber.in(TensorProto.newBuilder()
                        .setDataType(DataType.FLOAT16_VALUE)
                        .addInt32Data(found ? 0x7e00 : 0x7c00)
                        .build()))
                .isEqualTo(found);
    }
}
