package io.latentwatch.detector.infer;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.latentwatch.bundle.Manifest;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Tensors inside a monitor graph, found by running it once on one image and its twins. */
public final class TrialRun {
    private TrialRun() {}

    /**
     * A tensor as it came out.
     *
     * @param shape with the batch: the image, then one row for each squeezer
     */
    public record Found(long[] shape, float[] values) {}

    /**
     * Runs the graph, not optimised, so that every tensor of the file is there.
     *
     * @param graph checked before
     * @param image unsigned bytes {@code [C, H, W]}
     * @param tensors names of float32 tensors that the graph makes
     * @throws InferenceException if ONNX Runtime cannot run it
     */
    public static Map<String, Found> of(ModelProto graph, Manifest.Input input, byte[] image, Set<String> tensors) {
        long[] shape = {1, input.channels(), input.height(), input.width()};
        ByteBuffer pixels = ByteBuffer.allocateDirect(image.length).put(image).flip();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setOptimizationLevel(OptLevel.NO_OPT);
            try (OrtSession session = environment.createSession(withOutputs(graph, tensors), options);
                    OnnxTensor images = OnnxTensor.createTensor(environment, pixels, shape, OnnxJavaType.UINT8);
                    OnnxTensor rows = OnnxTensor.createTensor(environment, LongBuffer.allocate(1), new long[] {1});
                    OrtSession.Result result =
                            session.run(Map.of(MonitorTensors.IMAGE, images, MonitorTensors.TWIN_ROWS, rows))) {
                Map<String, Found> found = new HashMap<>();
                tensors.forEach(name ->
                        found.put(name, found((OnnxTensor) result.get(name).orElseThrow())));
                return found;
            }
        } catch (OrtException e) {
            throw new InferenceException("ONNX Runtime cannot run one image: " + e.getMessage(), e);
        }
    }

    private static Found found(OnnxTensor tensor) {
        FloatBuffer values = tensor.getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        return new Found(tensor.getInfo().getShape(), copy);
    }

    private static byte[] withOutputs(ModelProto model, Set<String> tensors) {
        TypeProto floats = TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()))
                .build();
        GraphProto.Builder graph = model.getGraph().toBuilder().clearOutput();
        tensors.forEach(name ->
                graph.addOutput(ValueInfoProto.newBuilder().setName(name).setType(floats)));
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }
}
