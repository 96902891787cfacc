package io.latentwatch.reference.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest.FeatureKind;
import io.latentwatch.bundle.Manifest.Tap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shapes that a classifier really gives, found by running it once.
 *
 * @param taps the watched layers
 * @param classes K, the width of its output
 */
public record TapShapes(List<Tap> taps, int classes) {
    /** Names of files that lie beside those of the taps. */
    private static final Set<String> TAKEN = Set.of("class-counts", "clean-distortion");

    /** Operators behind which the last axis may be another. */
    private static final Set<String> TURNING = Set.of("Transpose", "Reshape", "Flatten");

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
        GraphWiring wiring = GraphWiring.of(classifier);
        List<Tap> taps = new ArrayList<>();
        Set<String> names = new HashSet<>(TAKEN);
        for (String tensor : tensors) {
            long[] shape = shapes.get(tensor);
            objection(wiring, tensor, shape).ifPresent(reason -> {
                throw new BundleException(
                        "%s: tensor '%s' %s; leave it out with --taps".formatted(where, tensor, reason));
            });
            taps.add(tap(wiring, tensor, shape, names));
        }
        return new TapShapes(taps, (int) output[1]);
    }

    /** Why a tensor of this shape, for two images, cannot be watched; empty: it can. */
    static Optional<String> objection(GraphWiring wiring, String tensor, long[] shape) {
        boolean batch = shape.length > 0 && shape[0] == 2;
        return batch && kind(wiring, tensor, shape).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "has shape %s for two images, expected maps [2, C, H, W] or [2, H, W, C], a sequence [2, T, C] that goes to a dense layer, or [2, F]"
                                .formatted(Arrays.toString(shape)));
    }

    /** What a tensor's features are; empty where that cannot be told. */
    private static Optional<FeatureKind> kind(GraphWiring wiring, String tensor, long[] shape) {
        return switch (shape.length) {
            case 2 -> Optional.of(FeatureKind.UNIT);
            case 3 ->
                wiring.nearest(TapFinder.WEIGHTED, TURNING, tensor)
                        .filter(operator -> !operator.equals("Conv"))
                        .map(dense -> FeatureKind.CHANNEL_LAST);
            case 4 -> Optional.of(wiring.isChannelsLast(tensor) ? FeatureKind.CHANNEL_LAST : FeatureKind.CHANNEL);
            default -> Optional.empty();
        };
    }

    private static Tap tap(GraphWiring wiring, String tensor, long[] shape, Set<String> names) {
        String name = tapName(tensor);
        for (int copy = 2; !names.add(name) || name.endsWith(".twin"); copy++) {
            name = tapName(tensor) + "-" + copy;
        }
        List<Integer> withoutBatch =
                Arrays.stream(shape).skip(1).mapToObj(d -> (int) d).toList();
        FeatureKind kind = kind(wiring, tensor, shape).orElseThrow();
        int features = (int) (kind == FeatureKind.CHANNEL_LAST ? shape[shape.length - 1] : shape[1]);
        return new Tap(name, tensor, kind, features, withoutBatch);
    }

    /** What a tensor's tap is called: its name as a file can have it. */
    static String tapName(String tensor) {
        String name = tensor.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[._]+", "");
        return name.isEmpty() ? "tap" : name;
    }

    /**
     * The shapes of these tensors for two grey images, by name. Where none is asked for, nothing is run: ONNX Runtime takes a graph without outputs for an error.
     *
     * @throws BundleException if ONNX Runtime cannot run the classifier
     */
    static Map<String, long[]> run(Classifier classifier, List<String> outputs, String where) {
        if (outputs.isEmpty()) {
            return Map.of();
        }
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
        List<String> distinct = outputs.stream().distinct().toList();
        try (SessionOptions options = new SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // the exception says it
            try (OrtSession session = environment.createSession(withOutputs(classifier.model(), distinct), options);
                    OnnxTensor images =
                            OnnxTensor.createTensor(environment, grey.flip().asFloatBuffer(), shape);
                    OrtSession.Result result =
                            session.run(Map.of(classifier.io().input(), images))) {
                return distinct.stream()
                        .collect(Collectors.toMap(
                                name -> name,
                                name -> ((OnnxTensor) result.get(name).orElseThrow())
                                        .getInfo()
                                        .getShape()));
            }
        } catch (OrtException e) {
            throw new BundleException(
                    "%s: ONNX Runtime cannot run it on two images of %s: %s; choose another size where the model leaves it open (--input-size), or export the model again"
                            .formatted(where, classifier.inputShape(), e.getMessage()),
                    e);
        }
    }

    /** The file of a graph that gives these float32 tensors. */
    static byte[] withOutputs(ModelProto model, List<String> outputs) {
        GraphProto.Builder graph = model.getGraph().toBuilder().clearOutput();
        TypeProto floats = TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()))
                .build();
        outputs.forEach(name ->
                graph.addOutput(ValueInfoProto.newBuilder().setName(name).setType(floats)));
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }
}
