package io.latentwatch.anpvs.results;

import io.latentwatch.anpvs.run.RunFolder;
import io.latentwatch.bundle.Sha256;
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
    private static final int FORMAT_VERSION = 1;

    /**
     * The second file.
     *
     * @param trainingHash of configuration and training images
     * @param modelSha256 of the first file
     */
    private record Kept(int formatVersion, String trainingHash, String modelSha256, TrainingSummary training) {
        Kept {
            ReportFile.requireVersion(FORMAT_VERSION, formatVersion);
            if (trainingHash == null || modelSha256 == null || training == null) {
                throw new IllegalArgumentException("expected a trainingHash, a modelSha256 and a training");
            }
        }
    }

    /**
     * A network that was trained just so; empty where none is kept.
     *
     * @throws IOException if its file is none of this format
     */
    public Optional<FinishedNetwork> finished(TrainingPlan plan) throws IOException {
        Path file = training(plan);
        Path model = model(plan);
        Optional<Kept> kept = ReportFile.read(file, Kept.class)
                .filter(training -> training.trainingHash.equals(plan.hash()) && Files.exists(model));
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        String found = Sha256.hex(Files.readAllBytes(model));
        if (!found.equals(kept.get().modelSha256)) {
            throw new IOException(
                    "%s: expected the network that %s tells of (SHA-256 %s), found another one (%s); delete both and train it again"
                            .formatted(model, file, kept.get().modelSha256, found));
        }
        return Optional.of(new FinishedNetwork(plan.network(), kept.get().trainingHash, kept.get().training, model));
    }

    /** Keeps a finished run's network in place of the one before; each file takes its place in one step. */
    public void keep(TrainingPlan plan, RunFolder run) throws IOException {
        Files.createDirectories(folder);
        byte[] model = Files.readAllBytes(run.model());
        ResultsFolder.writeModel(model, model(plan));
        Kept kept = new Kept(FORMAT_VERSION, plan.hash(), Sha256.hex(model), TrainingSummary.read(run.provenance()));
        ReportFile.write(kept, training(plan));
    }

    private Path model(TrainingPlan plan) {
        return folder.resolve(prefix + plan.network().name() + ".onnx");
    }

    private Path training(TrainingPlan plan) {
        return folder.resolve(prefix + plan.network().name() + "-training.json");
    }
}
