package io.latentwatch.anpvs.detection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.anpvs.results.NetworkId;
import io.latentwatch.evaluation.evaluate.ReportFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What one part of a protocol found of one training's detector, beside {@link DetectionResult}: {@code <id>-<network>-<seed>-<part>.json}.
 *
 * @param hash of all that decides it: configuration, images, protocol
 */
public record MeasuredPart<R>(int formatVersion, String network, long seed, String hash, R report) {
    private static final int FORMAT_VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    static <R> MeasuredPart<R> of(NetworkId training, String hash, R report) {
        return new MeasuredPart<>(FORMAT_VERSION, training.row(), training.seed(), hash, report);
    }

    static Path file(Path folder, DetectionProtocol protocol, NetworkId training, ProtocolPart part) {
        return folder.resolve(protocol.id() + "-" + training.name() + "-" + part.id() + ".json");
    }

    /**
     * What is kept of a training; empty where nothing is.
     *
     * @throws IOException if the file is none of this format
     */
    static <R> Optional<MeasuredPart<R>> read(Path file, Class<R> report) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            MeasuredPart<R> part = JSON.readValue(
                    file.toFile(), JSON.getTypeFactory().constructParametricType(MeasuredPart.class, report));
            if (part.formatVersion != FORMAT_VERSION) {
                throw new IOException("%s: expected format version %d, found %d; delete it and run it again"
                        .formatted(file, FORMAT_VERSION, part.formatVersion));
            }
            return Optional.of(part);
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
