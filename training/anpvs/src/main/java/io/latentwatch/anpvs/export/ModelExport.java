package io.latentwatch.anpvs.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.optimise.TrainingState;
import io.latentwatch.anpvs.prune.Deployed;
import io.latentwatch.detector.graph.GraphRules;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.images.ImageBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes {@code model.onnx}, but only if ONNX Runtime computes from it what DJL computed. */
public final class ModelExport {
    /** Largest difference of two logits that is let through, relative to the largest logit. */
    public static final double TOLERANCE = 1e-5;

    /**
     * Share of the probes that may differ by more where activations are pruned: there a value at the threshold may fall on either
     * side of it in the two, by the last digit of a sum, and stay in the one and not in the other.
     */
    public static final double AT_THE_THRESHOLD = 0.02;

    private ModelExport() {}

    /**
     * Exports the network as it would be deployed, after comparing ONNX Runtime on the file with DJL on the masked network that
     * nothing was folded into or removed from.
     *
     * @param probes images on which the two are compared
     * @return the largest difference of two logits, relative to the largest logit in size; where activations are pruned, without
     *     the {@link #AT_THE_THRESHOLD} of the probes that differ most
     * @throws ParityException if it is above {@link #TOLERANCE}; nothing is written then
     * @throws io.latentwatch.bundle.BundleException if the graph breaks a rule of those that are run; nothing is written then
     */
    public static double export(TrainingState state, Map<String, String> metadata, ImageBatch probes, Path file)
            throws IOException {
        return export(state.deployed(), maskedLogits(state, probes), metadata, probes, file);
    }

    /**
     * Exports a network, after comparing ONNX Runtime on the file with what DJL computed before anything was folded or removed.
     *
     * @param expected DJL's logits of the probes
     * @return as {@link #export(TrainingState, Map, ImageBatch, Path)}
     * @throws ParityException likewise
     */
    public static double export(
            Deployed deployed, float[] expected, Map<String, String> metadata, ImageBatch probes, Path file)
            throws IOException {
        byte[] model =
                OnnxWriter.write(deployed.spec(), deployed.weights(), metadata).toByteArray();
        GraphRules.read(model, file.toString());
        double difference = difference(
                model,
                expected,
                probes,
                deployed.spec().prunesActivations() ? (int) (AT_THE_THRESHOLD * probes.count()) : 0);
        if (!(difference <= TOLERANCE)) {
            throw new ParityException(file, difference);
        }
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        Files.write(beside, model);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return difference;
    }

    /**
     * Largest difference of ONNX Runtime's logits from the expected ones, relative to the largest of these.
     *
     * @param apart how many of the probes that differ most are left out
     */
    static double difference(byte[] model, float[] expected, ImageBatch probes, int apart) {
        float[] found;
        try (OnnxClassifier classifier = OnnxClassifier.of(model)) {
            found = classifier.logits(probes);
        }
        double largest = 0;
        double sum = 0;
        double[] differences = new double[probes.count()];
        for (int i = 0; i < expected.length; i++) {
            int image = i / (expected.length / probes.count());
            // Math.max keeps a NaN once there is one.
            largest = Math.max(largest, Math.abs(expected[i]));
            differences[image] = Math.max(differences[image], Math.abs((double) expected[i] - found[i]));
            sum += found[i];
        }
        Arrays.sort(differences);
        return Double.isFinite(sum) ? differences[differences.length - 1 - apart] / largest : Double.NaN;
    }

    private static float[] maskedLogits(TrainingState state, ImageBatch probes) {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network =
                        DjlNetwork.withWeights(state.masked().network().spec(), state.exportedWeights(), manager)) {
            network.setTrainable(false);
            Map<String, NDArray> gates = new LinkedHashMap<>();
            state.exportedMasks()
                    .forEach((gate, mask) -> gates.put(gate, manager.create(mask, new Shape(1, mask.length))));
            return network.logits(network.input(manager, probes), gates).toFloatArray();
        }
    }
}
