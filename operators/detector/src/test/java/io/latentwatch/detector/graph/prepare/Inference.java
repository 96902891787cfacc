package io.latentwatch.detector.graph.prepare;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;

/** Runs small graphs. */
final class Inference {
    private Inference() {}

    /** Random numbers from -1 to 1. */
    static float[] random(int count) {
        Random random = new Random(5);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }

    /** The first output for the input {@code x}. */
    static float[] run(ModelProto model, float[] values, long... shape) {
        FloatBuffer buffer = ByteBuffer.allocateDirect(values.length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        buffer.put(values).flip();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = new SessionOptions();
                OrtSession session = environment.createSession(model.toByteArray(), options);
                OnnxTensor tensor = OnnxTensor.createTensor(environment, buffer, shape);
                OrtSession.Result result = session.run(Map.of("x", tensor))) {
            FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] found = new float[output.remaining()];
            output.get(found);
            return found;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
