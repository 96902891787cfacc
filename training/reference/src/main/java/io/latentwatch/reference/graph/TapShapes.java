package io.latentwatch.reference.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest.FeatureKind;
import io.latentwatch.bundle.Manifest.Tap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The shapes that a classifier really gives, found by running it once.
 *
 * @param taps the watched layers
 * @param classes K, the width of its output
 */
public record TapShapes(List<Tap> taps, int classes) {
    public TapShapes {
        taps = List.copyOf(taps);
    }

    /**
     * Runs the classifier on two grey images.
     *
     * @param tensors to be watched, in the order of the network
     * @param where the file, for the error's text
     * @throws BundleException if a tensor is not there or cannot be watched
     */
    public static TapShapes measure(Classifier classifier, List<String> tensors, String where) {
        List<String> outputs = new ArrayList<>(tensors);
        outputs.add(classifier.io().output());
        Map<String, long[]> shapes = run(classifier, outputs, where);
        long[] output = shapes.get(classifier.io().output());
        if (output.length != 2 || output[0] != 2 || output[1] < 2) {
            throw new BundleException(
                    "%s: output '%s' has shape %s for two images, expected [2, K] with at least 2 classes; export the classifier alone"
                            .formatted(where, classifier.io().output(), Arrays.toString(output)));
        }
        List<Tap> taps = tensors.stream()
                .map(tensor -> tap(tensor, shapes.get(tensor), where))
                .toList();
        return new TapShapes(taps, (int) output[1]);
    }

    private static Tap tap(String tensor, long[] shape, String where) {
        boolean map = shape.length == 4;
        if (shape[0] != 2 || (!map && shape.length != 2)) {
            throw new BundleException(
                    "%s: tensor '%s' has shape %s for two images, expected [2, C, H, W] or [2, F]; leave it out with --taps"
                            .formatted(where, tensor, Arrays.toString(shape)));
        }
        List<Integer> withoutBatch =
                Arrays.stream(shape).skip(1).mapToObj(d -> (int) d).toList();
        String name = tensor.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[._]+", "");
        return new Tap(name, tensor, map ? FeatureKind.CHANNEL : FeatureKind.UNIT, (int) shape[1], withoutBatch);
    }

    private static Map<String, long[]> run(Classifier classifier, List<String> outputs, String where) {
        int pixels = classifier.inputShape().stream().reduce(1, Math::multiplyExact);
        ByteBuffer grey = ByteBuffer.allocateDirect(2 * pixels * Float.BYTES).order(ByteOrder.nativeOrder());
        while (grey.hasRemaining()) {
            grey.putFloat(0.5f);
        }
        long[] shape = {
            2,
            classifier.inputShape().get(0),
            classifier.inputShape().get(1),
            classifier.inputShape().get(2)
        };
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = new SessionOptions();
                OrtSession session = environment.createSession(withOutputs(classifier, outputs), options);
                OnnxTensor images =
                        OnnxTensor.createTensor(environment, grey.flip().asFloatBuffer(), shape);
                OrtSession.Result result = session.run(Map.of(classifier.io().input(), images))) {
            return outputs.stream()
                    .collect(Collectors.toMap(
                            name -> name,
                            name -> ((OnnxTensor) result.get(name).orElseThrow())
                                    .getInfo()
                                    .getShape()));
        } catch (OrtException e) {
            throw new BundleException(
                    where + ": ONNX Runtime cannot run it: " + e.getMessage() + "; export the model again", e);
        }
    }

    private static byte[] withOutputs(Classifier classifier, List<String> outputs) {
        GraphProto.Builder graph = classifier.model().getGraph().toBuilder().clearOutput();
        TypeProto floats = TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()))
                .build();
        outputs.forEach(name ->
                graph.addOutput(ValueInfoProto.newBuilder().setName(name).setType(floats)));
        return classifier.model().toBuilder().setGraph(graph).build().toByteArray();
    }
}
