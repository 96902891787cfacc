package io.latentwatch.evaluation.gradient;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.latentwatch.evaluation.images.ImageBatch;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

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
    /** Opened when first needed: training, which opens a gradient for every step, needs none. */
    private OrtSession forward;

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
        LogitSeed seed = LogitSeed.known(loss, batch.labels(), classes)
                .orElseGet(() -> LogitSeed.at(logits(batch), loss, batch.labels()));
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OnnxTensor images = tensor(environment, batch);
                OnnxTensor weight = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(seed.softmaxWeight()), new long[] {batch.count(), 1});
                OnnxTensor target = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(seed.target()), new long[] {batch.count(), classes});
                OrtSession.Result result = session.run(Map.of(
                        graph.image(), images, GradientGraph.SOFTMAX_WEIGHT, weight, GradientGraph.TARGET, target))) {
            float[] logits = floats(result, graph.logits());
            return new InputLoss(
                    LogitLosses.of(loss, logits, batch.labels()).values(),
                    floats(result, GradientGraph.GRADIENT),
                    logits);
        } catch (OrtException e) {
            throw failure(batch, e);
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
            session.close();
            if (forward != null) {
                forward.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close a session: " + e.getMessage(), e);
        }
    }

    private synchronized OrtSession forward() {
        if (forward == null) {
            forward = open(graph.forward(), threads);
        }
        return forward;
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
