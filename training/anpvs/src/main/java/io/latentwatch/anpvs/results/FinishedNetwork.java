package io.latentwatch.anpvs.results;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.data.DataSplits;
import io.latentwatch.anpvs.data.ScratchFolder;
import io.latentwatch.anpvs.run.RunFolder;
import io.latentwatch.anpvs.run.RunProfile;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.evaluation.images.LabelledData;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A network that a protocol's results keep: enough to profile it without training it again.
 *
 * @param model ONNX
 */
public record FinishedNetwork(NetworkId network, String trainingHash, TrainingSummary training, Path model) {
    /** What a result keeps. */
    static FinishedNetwork of(RowResult result, ResultsFolder folder) {
        return new FinishedNetwork(
                result.network(), result.trainingHash(), result.training(), folder.model(result.network()));
    }

    /**
     * Makes a bundle of it: the images for references and calibration are those that its configuration sets aside.
     *
     * @param data that it was trained on
     * @param perClass whether each predicted class is calibrated by itself
     * @param out must not exist
     * @throws IOException if it was trained on other images
     */
    public void profile(LabelledData data, List<Squeeze> squeezers, boolean perClass, Path out) throws IOException {
        LabelledImages images = data.training();
        TrainingConfiguration configuration = training.configuration();
        requireTrainedOn(images);
        DataSplits splits =
                DataSplits.of(images, configuration.heldOut(), configuration.validation(), configuration.seed());
        try (ScratchFolder scratch = ScratchFolder.create("latentwatch-bundle")) {
            RunFolder run = new RunFolder(scratch.path());
            run.writeSplits(splits, data.classNames(images.classes()));
            Files.copy(model, run.model());
            new ObjectMapper().writeValue(run.provenance().toFile(), training);
            Files.createDirectories(out.toAbsolutePath().getParent());
            new RunProfile(run).profile(out, squeezers, perClass);
        }
    }

    private void requireTrainedOn(LabelledImages images) throws IOException {
        String found = TrainingPlan.hash(training.configuration(), images);
        if (!found.equals(trainingHash)) {
            throw new IOException(
                    "%s was trained on other images or by another version (%s) than these (%s); give --data as it was trained on"
                            .formatted(network.name(), trainingHash, found));
        }
    }
}
