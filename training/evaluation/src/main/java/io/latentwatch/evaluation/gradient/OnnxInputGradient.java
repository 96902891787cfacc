package io.latentwatch.evaluation.gradient;

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

/** An {@link InputGradient} that runs a {@link GradientGraph} in ONNX Runtime on the CPU. */
public final class OnnxInputGradient implements InputGradient {
    private final GradientGraph graph;
    private final OrtSession session;
    private final int classes;
    private final long[] imageShape;

    private OnnxInputGradient(GradientGraph graph, OrtSession session, int classes) {
        this.graph = graph;
        this.session = session;
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
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            OrtSession session =
                    OrtEnvironment.getEnvironment().createSession(graph.model().toByteArray(), options);
            return new OnnxInputGradient(graph, session, (int) logits[1]);
        } catch (OrtException e) {
            throw new UnsupportedModelException("ONNX Runtime refuses the gradient's graph: " + e.getMessage(), e);
        }
    }

    @Override
    public InputLoss at(ImageBatch batch) {
        long[] shape = {
            batch.count(),
            batch.shape().channels(),
            batch.shape().height(),
            batch.shape().width()
        };
        requireShape(shape);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OnnxTensor images = OnnxTensor.createTensor(environment, FloatBuffer.wrap(batch.pixels()), shape);
                OnnxTensor labels = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(oneHot(batch.labels())), new long[] {batch.count(), classes});
                OrtSession.Result result = session.run(Map.of(graph.image(), images, GradientGraph.ONE_HOT, labels))) {
            float[] logits = floats(result, graph.logits());
            return new InputLoss(losses(logits, batch.labels()), floats(result, GradientGraph.GRADIENT));
        } catch (OrtException e) {
            throw new IllegalArgumentException(
                    "ONNX Runtime fails on images of %s: %s".formatted(batch.shape(), e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close a session: " + e.getMessage(), e);
        }
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

    private float[] oneHot(int[] labels) {
        float[] values = new float[labels.length * classes];
        for (int image = 0; image < labels.length; image++) {
            if (labels[image] < 0 || labels[image] >= classes) {
                throw new IllegalArgumentException(
                        "image %d: expected a label below %d, found %d; use labels of the network's classes"
                                .formatted(image, classes, labels[image]));
            }
            values[image * classes + labels[image]] = 1;
        }
        return values;
    }

    /** Log of the sum of exponentials, less the label's logit; the largest logit is taken out so that nothing overflows. */
    private float[] losses(float[] logits, int[] labels) {
        float[] losses = new float[labels.length];
        for (int image = 0; image < labels.length; image++) {
            int row = image * classes;
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                largest = Math.max(largest, logits[row + k]);
            }
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += Math.exp(logits[row + k] - largest);
            }
            losses[image] = (float) (Math.log(sum) + largest - logits[row + labels[image]]);
        }
        return losses;
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
