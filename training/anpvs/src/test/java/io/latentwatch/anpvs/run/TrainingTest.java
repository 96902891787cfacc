package io.latentwatch.anpvs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.TestConfigurations;
import io.latentwatch.anpvs.checkpoint.Checkpoint;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.optimise.StepFigures;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.infer.BitDepth;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.images.IdxFolder;
import io.latentwatch.reference.profile.ProfileReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTest {
    @TempDir
    private Path folder;

    private IdxFolder data;

    @BeforeEach
    void writeImages() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        SyntheticImages.write(folder.resolve("data"), 72, 30);
        data = new IdxFolder(folder.resolve("data"));
    }

    @Test
    void writesAModelThatHasLearntAndSaysWhereItComesFrom() throws IOException {
        RunFolder run = open("run", RunFolder.Existing.REFUSE);

        new Training(configuration(TestConfigurations.CLEAN, "phases.0.epochs: 12"), Device.cpu(), run, new Silent())
                .run(data);

        JsonNode provenance = new ObjectMapper().readTree(run.provenance().toFile());
        assertThat(provenance.at("/validation/cleanAccuracy").asDouble()).isGreaterThan(0.9);
        assertThat(provenance.at("/validation/images").asInt()).isEqualTo(6);
        assertThat(provenance.at("/parity").asDouble()).isBetween(0.0, 1e-5);
        assertThat(provenance.at("/epochs")).hasSize(12);
        assertThat(provenance.at("/data/training/images").asInt()).isEqualTo(48);
        assertThat(provenance.toString()).doesNotContain(folder.toString());
        assertThat(new IdxFolder(run.path().resolve("held-out")).only().count()).isEqualTo(18);
        assertThat(new IdxFolder(run.path().resolve("validation")).only().count())
                .isEqualTo(6);
        assertThat(Files.size(run.path().resolve("training-images.hashes"))).isEqualTo(48 * 8);
        assertThat(run.path().resolve("classes.txt")).hasContent("0\n1\n2");
        assertThat(run.model()).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "ONNX, JOINT, 2",
        "ONNX, JOINT, 3",
        "ONNX, JOINT, 5",
        "DJL, JOINT, 3",
        "ONNX, RELEASED, 3",
        "ONNX, TRADES, 3"
    })
    void resumedRunComesToTheSameNumbersAsAnUninterruptedOne(String engine, String loss, int stop) throws IOException {
        TrainingConfiguration configuration = configuration(
                TestConfigurations.ANP_VS,
                "attackEngine: " + engine,
                "loss.kind: " + loss,
                "loss.tradesWeight: " + (loss.equals("TRADES") ? "3" : "null"));

        requireTheSameNumbers(configuration, stop);
    }

    /** In the middle of a phase, where the rule has to go on. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | phases.1.weights: {mode: ADMM, sparsity: 0.8, rho: 1.0e-3, rhoFactor: 1.3, updates: 3}",
                "5 | phases.2.weights: {mode: PRUNE, sparsity: 0.8}",
                "3 | gaussianWeights: {priorDeviation: 1, start: -3, klWeight: 0.01}"
            })
    void resumedRunWithARuleForItsWeightsComesToTheSameNumbers(int stop, String rule) throws IOException {
        requireTheSameNumbers(configuration(TestConfigurations.ANP_VS, rule), stop);
    }

    /** Stopped before the gates are removed, and behind that. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void resumedRunThatRemovesItsGatesComesToTheSameNumbers(int stop) throws IOException {
        requireTheSameNumbers(configuration(TestConfigurations.SOME_GATES_REMOVED), stop);

        JsonNode provenance = new ObjectMapper()
                .readTree(folder.resolve("whole").resolve("training.json").toFile());
        assertThat(provenance.at("/pruning/sparsityPercent").asDouble()).isBetween(1.0, 99.0);
        assertThat(provenance.at("/parameters").asLong()).isLessThan(431_080 - 490 * 7);
        assertThat(provenance.at("/taps/2/of").asInt()).isEqualTo(500);
        assertThat(provenance.at("/taps/2/features").asInt()).isLessThan(500);
    }

    /** What was exported is trained on: other images, no gates. */
    @Test
    void trainsAnExportedModelOn() throws IOException {
        RunFolder first = open("first", RunFolder.Existing.REFUSE);
        new Training(configuration(TestConfigurations.SOME_GATES_REMOVED), Device.cpu(), first, new Silent()).run(data);
        TrainingConfiguration more = configuration(TestConfigurations.CLEAN, "network: " + first.model());
        RunFolder unchanged = open("unchanged", RunFolder.Existing.REFUSE);
        new Training(
                        configuration(
                                TestConfigurations.CLEAN, "network: " + first.model(), "phases.0.learningRate: 0"),
                        Device.cpu(),
                        unchanged,
                        new Silent())
                .run(data);
        RunFolder second = open("second", RunFolder.Existing.REFUSE);
        new Training(more, Device.cpu(), second, new Silent()).run(data);

        float[] before = logits(first);
        assertThat(logits(unchanged)).containsExactly(before);
        assertThat(logits(second)).hasSameSizeAs(before).isNotEqualTo(before);
        JsonNode provenance = new ObjectMapper().readTree(second.provenance().toFile());
        assertThat(provenance.at("/parameters"))
                .isEqualTo(
                        new ObjectMapper().readTree(first.provenance().toFile()).at("/parameters"));
        assertThatThrownBy(() -> new Training(
                                configuration(TestConfigurations.CLEAN, "network: " + folder.resolve("nowhere.onnx")),
                                Device.cpu(),
                                second,
                                new Silent())
                        .prepare(data))
                .hasMessageContainingAll("nowhere.onnx", "expected a model", "found none");
    }

    private static float[] logits(RunFolder run) throws IOException {
        try (OnnxClassifier classifier = OnnxClassifier.read(run.model())) {
            return classifier.logits(SyntheticImages.batch(4, 3));
        }
    }

    @Test
    void refusesGatesThatCannotBeRemovedOrComeBack() {
        assertThatThrownBy(() -> configuration(TestConfigurations.ANP_VS, "phases.1.gates: REMOVED"))
                .hasMessageContainingAll("phase frozen", "expected REMOVED", "found FROZEN");
        assertThatThrownBy(() -> configuration(
                        TestConfigurations.ANP_VS,
                        "phases.2.gates: REMOVED",
                        "gaussianWeights: {priorDeviation: 1, start: -3, klWeight: 0.01}"))
                .hasMessageContainingAll("phase frozen", "gaussianWeights", "found REMOVED");
    }

    /** All activations in the first two phases; stopped in the first epoch with the largest alone. */
    @Test
    void resumedRunThatPrunesActivationsComesToTheSameNumbers() throws IOException {
        TrainingConfiguration configuration = configuration(
                TestConfigurations.ANP_VS,
                "network: lenet-5-caffe-k0.1",
                "masks: null",
                "phases.0.keepLargest: false",
                "phases.1.keepLargest: false",
                "phases.1.gates: null",
                "phases.2.gates: null");

        requireTheSameNumbers(configuration, 4);
    }

    private void requireTheSameNumbers(TrainingConfiguration configuration, int stop) throws IOException {
        RunFolder whole = open("whole", RunFolder.Existing.REFUSE);
        new Training(configuration, Device.cpu(), whole, new Silent()).run(data);

        RunFolder cut = open("cut", RunFolder.Existing.REFUSE);
        assertThatThrownBy(() -> new Training(configuration, Device.cpu(), cut, new StopsInEpoch(stop)).run(data))
                .isInstanceOf(Interrupted.class);
        assertThat(cut.checkpoint().read().figures()).hasSize(stop - 1);
        cut.open(RunFolder.Existing.RESUME);
        new Training(configuration, Device.cpu(), cut, new Silent()).run(data);

        Checkpoint expected = whole.checkpoint().read();
        Checkpoint found = cut.checkpoint().read();
        assertThat(differing(expected.weights(), found.weights())).isEmpty();
        assertThat(differing(expected.moments(), found.moments())).isEmpty();
        assertThat(differing(expected.averages(), found.averages())).isEmpty();
        assertThat(expected.averages()).isNotEmpty();
        assertThat(found.figures().stream().map(EpochFigures::losses))
                .isEqualTo(expected.figures().stream().map(EpochFigures::losses).toList());
        try (OnnxClassifier first = OnnxClassifier.read(whole.model());
                OnnxClassifier second = OnnxClassifier.read(cut.model())) {
            assertThat(second.logits(SyntheticImages.batch(4, 3)))
                    .containsExactly(first.logits(SyntheticImages.batch(4, 3)));
        }
    }

    /** The first run's images, held out and hashed, make a bundle whose reader accepts it. */
    @Test
    void aFinishedRunBecomesABundle() throws IOException {
        Path big = Files.createDirectories(folder.resolve("big"));
        SyntheticImages.write(big, 700, 30);
        RunFolder run = open("run", RunFolder.Existing.REFUSE);
        TrainingConfiguration configuration = TestConfigurations.of(
                TestConfigurations.ANP_VS, "heldOut: 620", "validation: 6", "batchSize: 16", "phases.2.epochs: 1");
        new Training(configuration, Device.cpu(), run, new Silent()).run(new IdxFolder(big));

        ProfileReport report = new RunProfile(run).profile(folder.resolve("bundle"), List.of(new BitDepth(1)));

        assertThat(report.calibrationImages()).isEqualTo(496);
        Bundle bundle = BundleReader.read(folder.resolve("bundle"));
        assertThat(bundle.manifest().taps()).hasSize(3);
        assertThat(bundle.manifest().provenance().toString()).contains("sparsityPercent");
    }

    @Test
    void refusesAFolderThatHoldsFilesAndTouchesNothing() throws IOException {
        Path mine = Files.createDirectories(folder.resolve("mine"));
        Files.writeString(mine.resolve("model.onnx"), "mine");

        assertThatThrownBy(() -> new RunFolder(mine).open(RunFolder.Existing.REFUSE))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("mine", "--resume", "--overwrite");
        assertThat(mine.resolve("model.onnx")).hasContent("mine");
    }

    @Test
    void overwritingDeletesOnlyWhatARunWrites() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        Files.writeString(run.resolve("model.onnx"), "old");
        Files.writeString(run.resolve("notes.txt"), "mine");

        new RunFolder(run).open(RunFolder.Existing.OVERWRITE);

        assertThat(run.resolve("model.onnx")).doesNotExist();
        assertThat(run.resolve("notes.txt")).hasContent("mine");
    }

    @Test
    void refusesToResumeWhatIsNotThereOrIsAnothersRun() throws IOException {
        assertThatThrownBy(() -> open("new", RunFolder.Existing.RESUME))
                .hasMessageContainingAll("new", "checkpoint.npz", "--overwrite");

        RunFolder run = open("run", RunFolder.Existing.REFUSE);
        TrainingConfiguration three = configuration(TestConfigurations.CLEAN, "phases.0.epochs: 3");
        assertThatThrownBy(() -> new Training(three, Device.cpu(), run, new StopsInEpoch(2)).run(data))
                .isInstanceOf(Interrupted.class);
        FileTime written = Files.getLastModifiedTime(run.path().resolve("classes.txt"));
        TrainingConfiguration four = configuration(TestConfigurations.CLEAN, "phases.0.epochs: 4");
        assertThatThrownBy(() -> new Training(four, Device.cpu(), run, new Silent()).run(data))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("checkpoint.npz", "configuration", "--overwrite");
        assertThat(Files.getLastModifiedTime(run.path().resolve("classes.txt"))).isEqualTo(written);
    }

    private static List<String> differing(Map<String, float[]> expected, Map<String, float[]> found) {
        return expected.keySet().stream()
                .filter(name -> !Arrays.equals(expected.get(name), found.get(name)))
                .toList();
    }

    private RunFolder open(String name, RunFolder.Existing existing) throws IOException {
        RunFolder run = new RunFolder(folder.resolve(name));
        run.open(existing);
        return run;
    }

    private static TrainingConfiguration configuration(String text, String... overrides) {
        List<String> all = new ArrayList<>(List.of(overrides));
        all.add("heldOut: 18");
        all.add("validation: 6");
        all.add("batchSize: 16");
        return TestConfigurations.of(text, all.toArray(String[]::new));
    }

    private static class Silent implements TrainingListener {
        @Override
        public void started(int epochs, int stepsPerEpoch, int epochsDone) {}

        @Override
        public void stepDone(StepFigures figures) {}

        @Override
        public void epochDone(EpochFigures figures) {}
    }

    private static final class StopsInEpoch extends Silent {
        private final int stop;

        StopsInEpoch(int stop) {
            this.stop = stop;
        }

        @Override
        public void stepDone(StepFigures figures) {
            if (figures.epoch() == stop) {
                throw new Interrupted();
            }
        }
    }

    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
