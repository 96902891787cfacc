package io.latentwatch.reference.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest.Layout;
import io.latentwatch.detector.graph.GraphRules;
import io.latentwatch.detector.graph.prepare.PreparedClassifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Runs a classifier's file beside what it was brought to, on three images made from a seed: the file in batches of the size that it fixes, the other in
 * one batch and one by one. The outputs of an image must agree to 1e-4 of the largest value; probabilities are compared before the softmax, which hides
 * differences.
 */
final class PreparationTrial {
    private static final int IMAGES = 3;
    private static final double TOLERANCE = 1e-4;

    private final Classifier classifier;
    private final String where;
    private final String compared;
    private final float[][] images = new float[IMAGES][];

    private PreparationTrial(Classifier classifier, String where) {
        this.classifier = classifier;
        this.where = where;
        this.compared = beforeSoftmax(classifier);
        Random random = new Random(1);
        int values = classifier.inputShape().stream().reduce(1, Math::multiplyExact);
        for (int i = 0; i < IMAGES; i++) {
            images[i] = new float[values];
            for (int v = 0; v < values; v++) {
                images[i][v] = random.nextFloat();
            }
        }
    }

    /**
     * Runs both.
     *
     * @param input the file's own
     * @throws BundleException if they disagree, or if one of them does not run
     */
    static void run(Classifier classifier, ValueInfoProto input, String where) {
        PreparationTrial trial = new PreparationTrial(classifier, where);
        float[][] expected = trial.ofTheFile(Math.toIntExact(PreparedClassifier.fixedBatch(input)));
        ModelProto prepared = classifier.model();
        trial.compare(
                expected,
                trial.rows(prepared, Layout.NCHW, 1, "its graph, brought to the monitor's form,"),
                "one by one");
        trial.compare(
                expected,
                trial.rows(prepared, Layout.NCHW, IMAGES, "its graph, opened for batches of any size,"),
                "in a batch of " + IMAGES);
    }

    /** The outputs of the file itself; where it takes n at once, n - 1 more go along for each image. */
    private float[][] ofTheFile(int fixedBatch) {
        ModelProto file = GraphRules.parse(classifier.file(), where);
        return rows(file, classifier.io().layout(), Math.max(1, fixedBatch), "it");
    }

    private static String beforeSoftmax(Classifier classifier) {
        String output = classifier.io().output();
        return classifier.model().getGraph().getNodeList().stream()
                .filter(node ->
                        node.getOpType().equals("Softmax") && node.getOutput(0).equals(output))
                .map(node -> node.getInput(0))
                .findFirst()
                .orElse(output);
    }

    /** One row of outputs for each image, of batches of this size that begin with it or with one before it. */
    private float[][] rows(ModelProto model, Layout layout, int batch, String what) {
        float[][] rows = new float[IMAGES][];
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // the exception says it
            try (OrtSession session =
                    environment.createSession(TapShapes.withOutputs(model, List.of(compared)), options)) {
                for (int first = 0; first < IMAGES; first += batch) {
                    float[][] found = run(environment, session, layout, first, batch);
                    System.arraycopy(found, 0, rows, first, Math.min(batch, IMAGES - first));
                }
            }
        } catch (OrtException e) {
            throw new BundleException(
                    where + ": ONNX Runtime cannot run " + what + " on " + batch + " images: " + e.getMessage()
                            + "; export the model with an open batch dimension and operator set "
                            + PreparedClassifier.SMALLEST_OPSET + " or later",
                    e);
        }
        return rows;
    }

    private float[][] run(OrtEnvironment environment, OrtSession session, Layout layout, int first, int batch)
            throws OrtException {
        int values = images[0].length;
        FloatBuffer pixels = ByteBuffer.allocateDirect(batch * values * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int i = 0; i < batch; i++) {
            put(images[(first + i) % IMAGES], layout, pixels);
        }
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, pixels.flip(), shape(layout, batch));
                OrtSession.Result result = session.run(Map.of(classifier.io().input(), tensor))) {
            FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] all = new float[output.remaining()];
            output.get(all);
            float[][] rows = new float[batch][];
            int width = all.length / batch;
            for (int i = 0; i < batch; i++) {
                rows[i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
            }
            return rows;
        }
    }

    private long[] shape(Layout layout, int batch) {
        long c = classifier.inputShape().get(0);
        long h = classifier.inputShape().get(1);
        long w = classifier.inputShape().get(2);
        return layout == Layout.NCHW ? new long[] {batch, c, h, w} : new long[] {batch, h, w, c};
    }

    private void put(float[] image, Layout layout, FloatBuffer target) {
        if (layout == Layout.NCHW) {
            target.put(image);
            return;
        }
        int channels = classifier.inputShape().get(0);
        int plane = image.length / channels;
        for (int i = 0; i < plane; i++) {
            for (int c = 0; c < channels; c++) {
                target.put(image[c * plane + i]);
            }
        }
    }

    private void compare(float[][] expected, float[][] found, String how) {
        double largest = 0;
        for (float[] row : expected) {
            for (float value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        for (int i = 0; i < IMAGES; i++) {
            double deviation = deviation(expected[i], found[i]);
            if (!(deviation <= TOLERANCE * largest)) {
                throw new BundleException(
                        "%s: what it gives for a test image differs by %.3g from what its graph gives in the form that a monitor holds, %s, expected at most %s of the largest value (%.3g); export the model with an open batch dimension and operator set %d or later"
                                .formatted(
                                        where, deviation, how, TOLERANCE, largest, PreparedClassifier.SMALLEST_OPSET));
            }
        }
    }

    private static double deviation(float[] expected, float[] found) {
        if (expected.length != found.length) {
            return Double.POSITIVE_INFINITY;
        }
        double deviation = 0;
        for (int i = 0; i < expected.length; i++) {
            deviation = Math.max(deviation, Math.abs((double) expected[i] - found[i])); // NaN is kept
        }
        return deviation;
    }
}
