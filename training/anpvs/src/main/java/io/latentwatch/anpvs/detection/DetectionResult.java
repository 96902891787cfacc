package io.latentwatch.anpvs.detection;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.latentwatch.anpvs.results.NetworkId;
import io.latentwatch.evaluation.detect.DetectorReport;
import io.latentwatch.evaluation.detect.SplitCheck;
import io.latentwatch.evaluation.evaluate.ReportFile;
import java.io.IOException;
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

    public DetectionResult {
        ReportFile.requireVersion(FORMAT_VERSION, formatVersion);
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
        return ReportFile.read(file, DetectionResult.class);
    }

    void write(Path file) throws IOException {
        ReportFile.write(this, file);
    }
}
