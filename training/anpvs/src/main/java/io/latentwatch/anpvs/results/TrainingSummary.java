package io.latentwatch.anpvs.results;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.prune.Pruning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a result keeps of a run's {@code training.json}.
 *
 * @param parameters trained values of the exported network
 * @param commit of the project's sources; null where it is not known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingSummary(
        String architecture,
        long parameters,
        Pruning pruning,
        TrainingConfiguration configuration,
        String commit,
        Map<String, String> versions,
        String finishedAt,
        List<EpochFigures> epochs,
        Double parity) {
    public TrainingSummary {
        versions = new LinkedHashMap<>(versions);
        epochs = List.copyOf(epochs);
    }

    static TrainingSummary read(Path file) throws IOException {
        return new ObjectMapper().readValue(file.toFile(), TrainingSummary.class);
    }

    /** Gradients with respect to one image that the attacks of the whole run took. */
    public int attackGradients() {
        return configuration.phases().stream()
                .filter(phase -> phase.attack() != null)
                .mapToInt(phase -> phase.epochs() * phase.attack().steps())
                .sum();
    }

    /** Wall clock of all training steps. */
    public double seconds() {
        return epochs.stream().mapToDouble(EpochFigures::seconds).sum();
    }
}
