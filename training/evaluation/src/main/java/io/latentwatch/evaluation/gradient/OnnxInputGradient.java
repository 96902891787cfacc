package io.latentwatch.evaluation.gradient;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.latentwatch.evaluation.images.ImageBatch;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An {@link InputGradient} that runs a {@link GradientGraph} in ONNX Runtime on the CPU. Safe for use by several threads: with one
 * thread within each operator, several calling threads are the fastest way.
 */
public final class OnnxInputGradient implements InputGradient {
    private final GradientGraph graph;
    private final int threads;
    private final OrtSession session;
    private final int classes;
    private final long[] imageShape;
    /** Opened when first needed, as are the halves: training, which opens a gradient for every step, needs none. */
    private OrtSession forward;

    private Halves halves;

    private OnnxInputGradient(GradientGraph graph, int threads, int classes) {
        this.graph = graph;
        this.threads = threads;
        this.session = open(graph.model(), threads);
        this.classes = classes;
        this.imageShape = dimensions(graph.model().getGraph().getInputList(), graph.image());
    }

    /** On one thread: attacks scale better by running side by side. */
    public static OnnxInputGradient of(GradientGraph graph) {
        return of(graph, 1);
    }

    /**
     * Opens a session on the graph.
     *
     * @param threads within one operator
     * @throws UnsupportedModelException if ONNX Runtime refuses the graph
     */
    public static OnnxInputGradient of(GradientGraph graph, int threads) {
        long[] logits = dimensions(graph.model().getGraph().getOutputList(), graph.logits());
        if (logits.length != 2 || logits[1] < 1) {
            throw new UnsupportedModelException(
                    "output '%s': expected the shape [N, classes], found %s; export the network with it"
                            .formatted(graph.logits(), Arrays.toString(logits)));
        }
        return new OnnxInputGradient(graph, threads, (int) logits[1]);
    }

    @Override
    public InputLoss at(ImageBatch batch, LogitLoss loss) {
        requireLabels(batch.labels());
        Optional<LogitSeed> seed = LogitSeed.known(loss, batch.labels(), classes);
        try (OnnxTensor images = tensor(OrtEnvironment.getEnvironment(), batch)) {
            return seed.isPresent() ? inOneRun(images, batch, loss, seed.get()) : inTwoRuns(images, batch, loss);
        } catch (OrtException e) {
            throw failure(batch, e);
        }
    }

    private InputLoss inOneRun(OnnxTensor images, ImageBatch batch, LogitLoss loss, LogitSeed seed)
            throws OrtException {
        Map<String, OnnxTensor> inputs = new HashMap<>(Map.of(graph.image(), images));
        try (Seeds seeds = Seeds.of(seed, batch.count(), classes);
                OrtSession.Result result = session.run(seeds.addTo(inputs))) {
            float[] logits = floats(result, graph.logits());
            return new InputLoss(
                    LogitLosses.of(loss, logits, batch.labels()).values(),
                    floats(result, GradientGraph.GRADIENT),
                    logits);
        }
    }

    /** Where the slope depends on the logits: forward, and backward from what that run has left. */
    private InputLoss inTwoRuns(OnnxTensor images, ImageBatch batch, LogitLoss loss) throws OrtException {
        Halves both = halves();
        try (OrtSession.Result left = both.forward().run(Map.of(graph.image(), images))) {
            float[] logits = floats(left, graph.logits());
            LogitLosses losses = LogitLosses.of(loss, logits, batch.labels());
            Map<String, OnnxTensor> inputs = new HashMap<>();
            for (String name : both.read()) {
                inputs.put(
                        name,
                        name.equals(graph.image())
                                ? images
                                : (OnnxTensor) left.get(name).orElseThrow());
            }
            try (Seeds seeds = Seeds.of(LogitSeed.of(losses), batch.count(), classes);
                    OrtSession.Result result = both.backward().run(seeds.addTo(inputs))) {
                return new InputLoss(losses.values(), floats(result, GradientGraph.GRADIENT), logits);
            }
        }
    }

    /** Where the backward part begins, as tensors. */
    private record Seeds(OnnxTensor softmaxWeight, OnnxTensor target) implements AutoCloseable {
        static Seeds of(LogitSeed seed, int images, int classes) throws OrtException {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OnnxTensor weight = OnnxTensor.createTensor(
                    environment, FloatBuffer.wrap(seed.softmaxWeight()), new long[] {images, 1});
            try {
                return new Seeds(
                        weight,
                        OnnxTensor.createTensor(
                                environment, FloatBuffer.wrap(seed.target()), new long[] {images, classes}));
            } catch (OrtException | RuntimeException e) {
                weight.close();
                throw e;
            }
        }

        Map<String, OnnxTensor> addTo(Map<String, OnnxTensor> inputs) {
            inputs.put(GradientGraph.SOFTMAX_WEIGHT, softmaxWeight);
            inputs.put(GradientGraph.TARGET, target);
            return inputs;
        }

        @Override
        public void close() {
            softmaxWeight.close();
            target.close();
        }
    }

    /**
     * Sessions on the forward and the backward part.
     *
     * @param read what the second one reads of the first one's outputs, and maybe of its input
     */
    private record Halves(OrtSession forward, OrtSession backward, List<String> read) implements AutoCloseable {
        static Halves open(GradientGraph graph, int threads) {
            OrtSession forward = OnnxInputGradient.open(graph.forwardToRead(), threads);
            try {
                return open(graph, threads, forward);
            } catch (RuntimeException e) {
                try {
                    forward.close();
                } catch (OrtException notClosed) {
                    e.addSuppressed(notClosed);
                }
                throw e;
            }
        }

        private static Halves open(GradientGraph graph, int threads, OrtSession forward) {
            List<String> read = graph.readBackward();
            try {
                Map<String, NodeInfo> known = new HashMap<>(forward.getInputInfo());
                known.putAll(forward.getOutputInfo());
                List<ValueInfoProto> inputs = new ArrayList<>();
                for (String name : read) {
                    inputs.add(declare(name, (TensorInfo) known.get(name).getInfo()));
                }
                return new Halves(forward, OnnxInputGradient.open(graph.backward(inputs), threads), read);
            } catch (OrtException e) {
                throw new UnsupportedModelException("ONNX Runtime refuses the gradient's graph: " + e.getMessage(), e);
            }
        }

        private static ValueInfoProto declare(String name, TensorInfo info) {
            TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
            for (long size : info.getShape()) {
                shape.addDim(
                        size < 0
                                ? Dimension.getDefaultInstance()
                                : Dimension.newBuilder().setDimValue(size).build());
            }
            return ValueInfoProto.newBuilder()
                    .setName(name)
                    .setType(TypeProto.newBuilder()
                            .setTensorType(TypeProto.Tensor.newBuilder()
                                    .setElemType(
                                            DataType.valueOf(info.type.name()).getNumber())
                                    .setShape(shape)))
                    .build();
        }

        @Override
        public void close() throws OrtException {
            try {
                forward.close();
            } finally {
                backward.close();
            }
        }
    }

    @Override
    public float[] logits(ImageBatch batch) {
        try (OnnxTensor images = tensor(OrtEnvironment.getEnvironment(), batch);
                OrtSession.Result result = forward().run(Map.of(graph.image(), images))) {
            return floats(result, graph.logits());
        } catch (OrtException e) {
            throw failure(batch, e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            closeAll(session, forward, halves);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close a session: " + e.getMessage(), e);
        }
    }

    private static void closeAll(OrtSession session, OrtSession forward, Halves halves) throws OrtException {
        try {
            session.close();
        } finally {
            try {
                if (forward != null) {
                    forward.close();
                }
            } finally {
                if (halves != null) {
                    halves.close();
                }
            }
        }
    }

    private synchronized OrtSession forward() {
        if (forward == null) {
            forward = open(graph.forward(), threads);
        }
        return forward;
    }

    private synchronized Halves halves() {
        if (halves == null) {
            halves = Halves.open(graph, threads);
        }
        return halves;
    }

    private static OrtSession open(ModelProto model, int threads) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            return OrtEnvironment.getEnvironment().createSession(model.toByteArray(), options);
        } catch (OrtException e) {
            throw new UnsupportedModelException("ONNX Runtime refuses the gradient's graph: " + e.getMessage(), e);
        }
    }

    private OnnxTensor tensor(OrtEnvironment environment, ImageBatch batch) throws OrtException {
        long[] shape = {
            batch.count(),
            batch.shape().channels(),
            batch.shape().height(),
            batch.shape().width()
        };
        requireShape(shape);
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(batch.pixels()), shape);
    }

    private void requireShape(long[] shape) {
        for (int i = 1; i < shape.length; i++) {
            if (shape.length != imageShape.length || shape[i] != imageShape[i]) {
                throw new IllegalArgumentException(
                        "expected images of %s, found %s; use the images that the network was made for"
                                .formatted(Arrays.toString(imageShape), Arrays.toString(shape)));
            }
        }
    }

    private void requireLabels(int[] labels) {
        for (int image = 0; image < labels.length; image++) {
            if (labels[image] < 0 || labels[image] >= classes) {
                throw new IllegalArgumentException(
                        "image %d: expected a label below %d, found %d; use labels of the network's classes"
                                .formatted(image, classes, labels[image]));
            }
        }
    }

    private static IllegalArgumentException failure(ImageBatch batch, OrtException e) {
        return new IllegalArgumentException(
                "ONNX Runtime fails on images of %s: %s".formatted(batch.shape(), e.getMessage()), e);
    }

    private static float[] floats(OrtSession.Result result, String name) {
        FloatBuffer buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    /** The declared shape of a graph's input or output, 0 where a dimension is free. */
    private static long[] dimensions(List<ValueInfoProto> values, String name) {
        return values.stream()
                .filter(value -> value.getName().equals(name))
                .flatMap(value -> value.getType().getTensorType().getShape().getDimList().stream())
                .mapToLong(Dimension::getDimValue)
                .toArray();
    }
}
