package io.latentwatch.reference.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * Takes subnormal numbers, those below 1.2e-38, out of a model's float32 weights: they become 0, which changes no output that anybody can see. Trained with weight decay a network may have many
 * of them, and products with them take some processors a hundred times as long.
 */
public final class NormalWeights {
    private NormalWeights() {}

    /** The model with zeros for them; nothing where it has none. */
    public static Optional<ModelProto> of(ModelProto model) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        boolean found = false;
        for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            if (tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()) {
                found |= tensor.hasRawData() ? clearRaw(tensor) : clearListed(tensor);
            }
        }
        return found ? Optional.of(model.toBuilder().setGraph(graph).build()) : Optional.empty();
    }

    private static boolean clearRaw(TensorProto.Builder tensor) {
        ByteBuffer bytes = ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer values = bytes.asFloatBuffer();
        boolean found = false;
        for (int i = 0; i < values.limit(); i++) {
            if (isSubnormal(values.get(i))) {
                values.put(i, 0);
                found = true;
            }
        }
        if (found) {
            tensor.setRawData(ByteString.copyFrom(bytes));
        }
        return found;
    }

    private static boolean clearListed(TensorProto.Builder tensor) {
        boolean found = false;
        for (int i = 0; i < tensor.getFloatDataCount(); i++) {
            if (isSubnormal(tensor.getFloatData(i))) {
                tensor.setFloatData(i, 0);
                found = true;
            }
        }
        return found;
    }

    private static boolean isSubnormal(float value) {
        return value != 0 && Math.abs(value) < Float.MIN_NORMAL;
    }
}
