package io.latentwatch.anpvs.detection;

import com.fasterxml.jackson.databind.type.TypeFactory;
import io.latentwatch.anpvs.results.NetworkId;
import io.latentwatch.evaluation.evaluate.ReportFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What one part of a protocol found of one training's detector, beside {@link DetectionResult}: {@code <id>-<network>-<seed>-<part>.json}.
 *
 * @param hash of all that decides it: configuration, images, protocol
 */
public record MeasuredPart<R>(int formatVersion, String network, long seed, String hash, R report) {
    private static final int FORMAT_VERSION = 1;

    public MeasuredPart {
        ReportFile.requireVersion(FORMAT_VERSION, formatVersion);
    }

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
        return ReportFile.read(file, TypeFactory.defaultInstance().constructParametricType(MeasuredPart.class, report));
    }

    void write(Path file) throws IOException {
        ReportFile.write(this, file);
    }
}
