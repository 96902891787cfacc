package io.latentwatch.evaluation.classify;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.latentwatch.detector.infer.ArgMax;
import io.latentwatch.evaluation.images.ImageBatch;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A classifier in ONNX Runtime on the CPU, one thread: images float32 {@code [N, C, H, W]} in, one number per class out, the
 * largest of which is the answer. Safe for use by several threads.
 */
public final class OnnxClassifier implements AutoCloseable {
    private static final int BATCH = 128;

    private final OrtSession session;
    private final String input;

    private OnnxClassifier(OrtSession session) {
        this.session = session;
        this.input = session.getInputNames().iterator().next();
    }

    public static OnnxClassifier read(Path file) throws IOException {
        try {
            return of(Files.readAllBytes(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Opens a session on a model.
     *
     * @throws IllegalArgumentException if ONNX Runtime refuses the model or it has not one input and one output
     */
    public static OnnxClassifier of(byte[] model) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            OrtSession session = OrtEnvironment.getEnvironment().createSession(model, options);
            if (session.getNumInputs() != 1 || session.getNumOutputs() != 1) {
                String found = "inputs %s and outputs %s".formatted(session.getInputNames(), session.getOutputNames());
                session.close();
                throw new IllegalArgumentException("expected a classifier with one input and one output, found " + found
                        + "; cut the graph to these");
            }
            return new OnnxClassifier(session);
        } catch (OrtException e) {
            throw new IllegalArgumentException("ONNX Runtime refuses the model: " + e.getMessage(), e);
        }
    }

    /** What the network says of each image, {@code [N, K]}. */
    public float[] logits(ImageBatch batch) {
        long[] shape = {
            batch.count(),
            batch.shape().channels(),
            batch.shape().height(),
            batch.shape().width()
        };
        try (OnnxTensor images = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(), FloatBuffer.wrap(batch.pixels()), shape);
                OrtSession.Result result = session.run(Map.of(input, images))) {
            FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] logits = new float[values.remaining()];
            values.get(logits);
            return logits;
        } catch (OrtException e) {
            throw new IllegalArgumentException(
                    "ONNX Runtime refuses images of shape %s: %s".formatted(batch.shape(), e.getMessage()), e);
        }
    }

    /** For each image whether the network gives its label. */
    public boolean[] right(ImageBatch images) {
        boolean[] right = new boolean[images.count()];
        for (int from = 0; from < images.count(); from += BATCH) {
            ImageBatch batch = images.slice(from, BATCH);
            float[] logits = logits(batch);
            int classes = logits.length / batch.count();
            for (int image = 0; image < batch.count(); image++) {
                right[from + image] = ArgMax.of(logits, image * classes, classes) == batch.labels()[image];
            }
        }
        return right;
    }

    /** Share of the images of which the network gives the label. */
    public double accuracy(ImageBatch images) {
        int count = 0;
        for (boolean right : right(images)) {
            count += right ? 1 : 0;
        }
        return (double) count / images.count();
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close a session: " + e.getMessage(), e);
        }
    }
}
