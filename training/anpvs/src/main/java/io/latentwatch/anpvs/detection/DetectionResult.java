package io.latentwatch.anpvs.detection;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.anpvs.results.NetworkId;
import io.latentwatch.evaluation.detect.DetectorReport;
import io.latentwatch.evaluation.detect.SplitCheck;
import io.latentwatch.evaluation.evaluate.ReportFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was measured on one training's detector; {@code <id>-<network>-<seed>.json}.
 *
 * @param hash of all that decides it: configuration, images, protocol
 * @param trainingCommit of the sources that trained the network; null where it is not known
 * @param splits the rank rule on random splits of the test images, twins run, by promised rate
 * @param report what {@code evaluate-detector} writes
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DetectionResult(
        int formatVersion,
        String network,
        long seed,
        String hash,
        String trainingCommit,
        List<SplitCheck> splits,
        DetectorReport report) {
    static final int FORMAT_VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    public DetectionResult {
        splits = List.copyOf(splits);
    }

    static Path file(Path folder, DetectionProtocol protocol, NetworkId training) {
        return folder.resolve(protocol.id() + "-" + training.name() + ".json");
    }

    /**
     * What is kept of a training; empty where nothing is.
     *
     * @throws IOException if the file is none of this format
     */
    static Optional<DetectionResult> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            DetectionResult result = JSON.readValue(file.toFile(), DetectionResult.class);
            if (result.formatVersion != FORMAT_VERSION) {
                throw new IOException("%s: expected format version %d, found %d; delete it and run it again"
                        .formatted(file, FORMAT_VERSION, result.formatVersion));
            }
            return Optional.of(result);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "%s: expected a result, found other JSON: %s; delete it and run it again"
                            .formatted(file, e.getOriginalMessage()),
                    e);
        }
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        ReportFile.write(this, file);
    }
}
