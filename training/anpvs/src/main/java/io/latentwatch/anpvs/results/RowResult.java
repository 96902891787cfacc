package io.latentwatch.anpvs.results;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.latentwatch.evaluation.evaluate.AccuracyRow;
import io.latentwatch.evaluation.evaluate.Evaluation;
import io.latentwatch.evaluation.evaluate.ReportFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that was measured on one network; {@code <row>-<seed>.json}.
 *
 * @param hash of all that decides it: configuration, images, evaluation, source
 * @param trainingHash of configuration and training images
 * @param masks for each tap E[pi] of every feature of the unpruned layer, 0 where the feature was removed; empty without masks
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RowResult(
        int formatVersion,
        String row,
        long seed,
        String hash,
        String trainingHash,
        TrainingSummary training,
        Map<String, List<Float>> masks,
        Evaluation evaluation) {
    static final int FORMAT_VERSION = 1;

    public RowResult {
        ReportFile.requireVersion(FORMAT_VERSION, formatVersion);
        masks = new LinkedHashMap<>(masks);
    }

    public NetworkId network() {
        return new NetworkId(row, seed);
    }

    /** The row of an attack, if it ran. */
    public Optional<AccuracyRow> attack(String name) {
        return evaluation.attacks().stream()
                .filter(attack -> attack.name().equals(name))
                .findFirst();
    }

    /**
     * What is kept of a training; empty where nothing is.
     *
     * @throws IOException if the file is none of this format
     */
    static Optional<RowResult> read(Path file) throws IOException {
        return ReportFile.read(file, RowResult.class);
    }

    void write(Path file) throws IOException {
        ReportFile.write(this, file);
    }
}
