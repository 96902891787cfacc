package io.latentwatch.anpvs.results;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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

    private static final ObjectMapper JSON = new ObjectMapper();

    public RowResult {
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
     * Reads a file that {@link #write} wrote.
     *
     * @throws IOException if it is none, or one of another format version
     */
    static RowResult read(Path file) throws IOException {
        try {
            RowResult result = JSON.readValue(file.toFile(), RowResult.class);
            if (result.formatVersion != FORMAT_VERSION) {
                throw new IOException("%s: expected format version %d, found %d; delete it and run the row again"
                        .formatted(file, FORMAT_VERSION, result.formatVersion));
            }
            return result;
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "%s: expected a result, found other JSON: %s; delete it and run the row again"
                            .formatted(file, e.getOriginalMessage()),
                    e);
        }
    }

    void write(Path file) throws IOException {
        ReportFile.write(this, file);
    }
}
