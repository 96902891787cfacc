package io.latentwatch.anpvs.export;

import ai.djl.ndarray.NDManager;
import ai.onnx.proto.OnnxMl.ModelProto;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.images.ImageBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** Writes {@code model.onnx}, but only if ONNX Runtime computes from it what DJL computed. */
public final class ModelExport {
    /** Largest difference of two logits that is let through, relative to the largest logit. */
    public static final double TOLERANCE = 1e-5;

    private ModelExport() {}

    /**
     * Exports the network after comparing the two.
     *
     * @param probes images on which the two are compared
     * @return the largest difference of two logits, relative to the largest logit in size
     * @throws ParityException if it is above {@link #TOLERANCE}; nothing is written then
     */
    public static double export(DjlNetwork network, Map<String, String> metadata, ImageBatch probes, Path file)
            throws IOException {
        ModelProto model = OnnxWriter.write(network.spec(), network.weights(), metadata);
        double difference = difference(model, network, probes);
        if (!(difference <= TOLERANCE)) {
            throw new ParityException(file, difference);
        }
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        Files.write(beside, model.toByteArray());
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return difference;
    }

    static double difference(ModelProto model, DjlNetwork network, ImageBatch probes) {
        float[] expected = djlLogits(network, probes);
        float[] found;
        try (OnnxClassifier classifier = OnnxClassifier.of(model.toByteArray())) {
            found = classifier.logits(probes);
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            // Math.max keeps a NaN once there is one.
            difference = Math.max(difference, Math.abs((double) expected[i] - found[i]));
        }
        return difference / largest;
    }

    private static float[] djlLogits(DjlNetwork network, ImageBatch probes) {
        network.setTrainable(false);
        try (NDManager scratch = NDManager.newBaseManager()) {
            return network.logits(network.input(scratch, probes)).toFloatArray();
        } finally {
            network.setTrainable(true);
        }
    }
}
