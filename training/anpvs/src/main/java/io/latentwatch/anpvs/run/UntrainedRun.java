package io.latentwatch.anpvs.run;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.latentwatch.anpvs.data.Chance;
import io.latentwatch.anpvs.data.RandomImages;
import io.latentwatch.anpvs.export.ModelExport;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.InitialNetwork;
import io.latentwatch.anpvs.network.NetworkFile;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.anpvs.prune.Deployed;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A run without training: a network with the weights that training would begin with, and random images held out. It computes what a trained one of
 * the same layers computes, as fast; its answers mean nothing.
 *
 * @param spec the network, whose gates are all open
 * @param images how many are held out
 * @param seed of weights and images
 */
public record UntrainedRun(NetworkSpec spec, int images, long seed) {
    private static final int PARITY_IMAGES = 256;

    public UntrainedRun {
        if (images < 1) {
            throw new IllegalArgumentException("images must be at least 1, found " + images);
        }
    }

    /**
     * A run of a network without weights of its own.
     *
     * @throws IllegalArgumentException if it has some
     */
    public static UntrainedRun of(InitialNetwork network, int images, long seed) {
        if (!network.weights().isEmpty()) {
            throw new IllegalArgumentException(network.spec().name()
                    + ": expected layers alone, found a model with weights; name a network or a file of layers");
        }
        return new UntrainedRun(network.spec(), images, seed);
    }

    /** What {@code training.json} says instead of a training's provenance. */
    private record Origin(
            String architecture, boolean trained, JsonNode network, long parameters, long seed, double parity) {}

    /** Writes {@code model.onnx}, {@code training.json}, the images held out, and that none were trained on. */
    public void write(RunFolder folder) throws IOException {
        LabelledImages heldOut = RandomImages.of(spec.input(), spec.classes(), images, Chance.PIXELS.at(seed, 0, 0));
        LabelledImages none = new LabelledImages(spec.input(), new byte[0], new byte[0]);
        folder.writeImages(
                heldOut,
                none,
                IntStream.range(0, spec.classes()).mapToObj(k -> "class " + k).toList());
        double parity = export(heldOut.slice(0, PARITY_IMAGES).toBatch(), folder);
        Origin origin = new Origin(spec.name(), false, NetworkFile.write(spec), spec.trainedValues(), seed, parity);
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Files.write(folder.provenance(), json.writeValueAsBytes(origin));
    }

    private double export(ImageBatch probes, RunFolder folder) throws IOException {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                DjlNetwork network = DjlNetwork.initialised(spec, Chance.WEIGHTS.at(seed, 0, 0), manager)) {
            network.setTrainable(false);
            float[] logits =
                    network.logits(network.input(manager, probes), Map.of()).toFloatArray();
            Map<String, String> metadata =
                    Map.of("architecture", spec.name(), "trained", "false", "seed", String.valueOf(seed));
            return ModelExport.export(
                    Deployed.of(spec, network.weights(), Map.of()), logits, metadata, probes, folder.model());
        }
    }
}
