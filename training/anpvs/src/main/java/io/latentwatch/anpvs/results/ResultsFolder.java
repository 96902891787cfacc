package io.latentwatch.anpvs.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where finished networks lie: {@code <row>-<seed>.json} and {@code <row>-<seed>.onnx}. */
public record ResultsFolder(Path path) {
    /** The file of a network. */
    public Path model(NetworkId network) {
        return path.resolve(network.name() + ".onnx");
    }

    /** What was measured on a network; empty where it is not finished. */
    public Optional<RowResult> read(NetworkId network) throws IOException {
        Path file = path.resolve(network.name() + ".json");
        return Files.exists(model(network)) ? RowResult.read(file) : Optional.empty();
    }

    /** A network that was trained just so; empty where there is none. */
    public Optional<FinishedNetwork> finished(TrainingPlan plan) throws IOException {
        return read(plan.network())
                .filter(result -> result.trainingHash().equals(plan.hash()))
                .map(result -> FinishedNetwork.of(result, this));
    }

    /** The finished networks among these, in the same order. */
    public List<RowResult> read(List<NetworkId> networks) throws IOException {
        List<RowResult> results = new ArrayList<>();
        for (NetworkId network : networks) {
            read(network).ifPresent(results::add);
        }
        return results;
    }

    /** Each file takes its place in one step, the JSON last: where it is, the model is. */
    void write(RowResult result, byte[] model) throws IOException {
        Files.createDirectories(path);
        writeModel(model, model(result.network()));
        result.write(path.resolve(result.network().name() + ".json"));
    }

    static void writeModel(byte[] model, Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        Files.write(beside, model);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
