package io.latentwatch.anpvs.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.anpvs.configuration.Presets;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.data.DataSplits;
import io.latentwatch.anpvs.network.NetworkFile;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one network is trained, and the hashes by which it is known to be finished.
 *
 * @param trainingHash of configuration and training images, as its checkpoint bears it
 * @param hash of all that decides its result
 */
record RowPlan(NetworkId network, TrainingConfiguration configuration, String trainingHash, String hash) {
    /**
     * Reads a network's configuration.
     *
     * @param folder that files of presets are relative to
     * @throws IllegalArgumentException if the preset is impossible, or sets other images aside than the protocol says
     */
    static RowPlan of(
            NetworkId network, ResultsProtocol protocol, Path folder, LabelledImages training, String testSha256)
            throws IOException {
        TrainingConfiguration configuration = configuration(network, protocol, folder);
        String trainingHash = trainingHash(configuration, training);
        Optional<NetworkId> source = protocol.source(network);
        String sourceHash =
                source.isEmpty() ? "" : trainingHash(configuration(source.get(), protocol, folder), training);
        return new RowPlan(
                network, configuration, trainingHash, sha256(decisive(trainingHash, sourceHash, testSha256, protocol)));
    }

    private static List<Object> decisive(
            String trainingHash, String sourceHash, String testSha256, ResultsProtocol protocol) {
        List<Object> decisive = new ArrayList<>(List.of(
                trainingHash,
                sourceHash,
                testSha256,
                protocol.evaluation(),
                protocol.ablation(),
                protocol.speedSeconds()));
        if (protocol.legacyClip()) {
            decisive.add("legacyClip");
        }
        return decisive;
    }

    static TrainingConfiguration configuration(NetworkId network, ResultsProtocol protocol, Path folder)
            throws IOException {
        ResultsProtocol.Row row = protocol.row(network.row()).orElseThrow();
        Map<String, String> values = new LinkedHashMap<>(row.set());
        values.put("seed", String.valueOf(network.seed()));
        Path file = folder.resolve(row.preset());
        String preset = Files.exists(file) ? file.toString() : row.preset();
        TrainingConfiguration configuration = Presets.read(preset, values);
        if (configuration.heldOut() != protocol.heldOut() || configuration.validation() != protocol.validation()) {
            throw new IllegalArgumentException(
                    "row %s: the protocol sets %d and %d images aside, the preset %s %d and %d; make them agree"
                            .formatted(
                                    row.name(),
                                    protocol.heldOut(),
                                    protocol.validation(),
                                    row.preset(),
                                    configuration.heldOut(),
                                    configuration.validation()));
        }
        return configuration;
    }

    /** As a checkpoint of this training bears it. */
    static String trainingHash(TrainingConfiguration configuration, LabelledImages training) throws IOException {
        NetworkSpec spec = NetworkFile.find(configuration.network(), training.shape(), training.classes());
        DataSplits splits =
                DataSplits.of(training, configuration.heldOut(), configuration.validation(), configuration.seed());
        return configuration.hash(spec, splits.training().sha256());
    }

    private static String sha256(List<Object> values) {
        try {
            String text = new ObjectMapper().writeValueAsString(values);
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("records of numbers can be written and hashed", e);
        }
    }
}
