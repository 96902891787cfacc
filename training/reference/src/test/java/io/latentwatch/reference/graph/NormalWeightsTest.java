package io.latentwatch.reference.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalWeightsTest {
    private static final float[] VALUES = {1, -1e-39f, Float.MIN_VALUE, Float.MIN_NORMAL, -Float.MIN_NORMAL, 0, -2};
    private static final float[] NORMAL = {1, 0, 0, Float.MIN_NORMAL, -Float.MIN_NORMAL, 0, -2};

    @Test
    void subnormalWeightsBecomeZeroHoweverTheyAreStored() {
        ModelProto model = NormalWeights.of(model(listed(VALUES), raw(VALUES))).orElseThrow();

        assertThat(model.getGraph().getInitializerList()).containsExactly(listed(NORMAL), raw(NORMAL));
    }

    @Test
    void aModelWithoutThemIsLeftAlone() {
        TensorProto whole = TensorProto.newBuilder()
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .setRawData(ByteString.copyFrom(new byte[] {1, 0, 0, 0, 0, 0, 0, 0}))
                .build();

        assertThat(NormalWeights.of(model(listed(NORMAL), raw(NORMAL), whole))).isEmpty();
    }

    private static ModelProto model(TensorProto... weights) {
        return ModelProto.newBuilder()
                .setGraph(GraphProto.newBuilder().addAllInitializer(List.of(weights)))
                .build();
    }

    private static TensorProto listed(float[] values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(TensorProto.DataType.FLOAT.getNumber());
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor.build();
    }

    private static TensorProto raw(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return TensorProto.newBuilder()
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(bytes))
                .build();
    }
}
