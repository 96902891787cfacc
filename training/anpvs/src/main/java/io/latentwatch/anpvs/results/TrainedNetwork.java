package io.latentwatch.anpvs.results;

import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.checkpoint.Checkpoint;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.export.OnnxWriter;
import io.latentwatch.anpvs.network.NetworkFile;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.anpvs.optimise.TrainingState;
import io.latentwatch.anpvs.prune.Deployed;
import io.latentwatch.anpvs.run.RunFolder;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a finished run holds.
 *
 * @param model ONNX, compacted
 * @param unpruned the same network with closed gates at zero and nothing removed; empty where no gate is closed
 * @param masks of the watched features, as {@link FeatureMasks} has them
 */
record TrainedNetwork(
        byte[] model, Optional<byte[]> unpruned, Map<String, List<Float>> masks, TrainingSummary summary) {
    /**
     * Reads a finished run.
     *
     * @param training the file that the run's splits were taken from
     */
    static TrainedNetwork read(RunFolder run, TrainingConfiguration configuration, LabelledImages training)
            throws IOException {
        TrainingSummary summary = TrainingSummary.read(run.provenance());
        Checkpoint checkpoint = run.checkpoint().read();
        NetworkSpec spec = NetworkFile.find(configuration.network(), training.shape(), training.classes())
                .spec();
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.of(checkpoint, configuration, spec, manager)) {
            Map<String, float[]> masks = state.exportedMasks();
            return new TrainedNetwork(
                    Files.readAllBytes(run.model()),
                    summary.pruning().sparsityPercent() > 0
                            ? Optional.of(onnx(state.withNothingRemoved()))
                            : Optional.empty(),
                    FeatureMasks.of(spec, masks),
                    summary);
        }
    }

    private static byte[] onnx(Deployed network) {
        return OnnxWriter.write(network.spec(), network.weights(), Map.of()).toByteArray();
    }
}
