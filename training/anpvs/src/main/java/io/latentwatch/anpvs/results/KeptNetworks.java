package io.latentwatch.anpvs.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.anpvs.run.RunFolder;
import io.latentwatch.evaluation.evaluate.ReportFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Networks that something was measured on, kept beside the results, so that it can be measured again without training them: {@code <prefix><row>-<seed>.onnx} and
 * {@code <prefix><row>-<seed>-training.json}.
 *
 * @param prefix of the files' names
 */
public record KeptNetworks(Path folder, String prefix) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The second file.
     *
     * @param trainingHash of configuration and training images
     */
    private record Kept(String trainingHash, TrainingSummary training) {}

    /**
     * A network that was trained just so; empty where none is kept.
     *
     * @throws IOException if its file is none of this format
     */
    public Optional<FinishedNetwork> finished(TrainingPlan plan) throws IOException {
        Path file = training(plan);
        Path model = model(plan);
        if (!Files.exists(file) || !Files.exists(model)) {
            return Optional.empty();
        }
        try {
            Kept kept = JSON.readValue(file.toFile(), Kept.class);
            return kept.trainingHash.equals(plan.hash())
                    ? Optional.of(new FinishedNetwork(plan.network(), kept.trainingHash, kept.training, model))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "%s: expected what is kept of a training, found other JSON: %s; delete it and run it again"
                            .formatted(file, e.getOriginalMessage()),
                    e);
        }
    }

    /** Keeps a finished run's network in place of the one before; each file takes its place in one step, the JSON last. */
    public void keep(TrainingPlan plan, RunFolder run) throws IOException {
        Files.createDirectories(folder);
        ResultsFolder.writeModel(Files.readAllBytes(run.model()), model(plan));
        ReportFile.write(new Kept(plan.hash(), TrainingSummary.read(run.provenance())), training(plan));
    }

    private Path model(TrainingPlan plan) {
        return folder.resolve(prefix + plan.network().name() + ".onnx");
    }

    private Path training(TrainingPlan plan) {
        return folder.resolve(prefix + plan.network().name() + "-training.json");
    }
}
