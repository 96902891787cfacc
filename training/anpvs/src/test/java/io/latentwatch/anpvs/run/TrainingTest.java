package io.latentwatch.anpvs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.attack.AttackEngine;
import io.latentwatch.anpvs.checkpoint.Checkpoint;
import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.optimise.LearningRateSchedule;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.images.IdxFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingTest {
    private static final RobustnessCheck NO_ATTACK = new RobustnessCheck(LinfPgd.pgd(0.1, 5, 0.05), 0, 1);

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

        RobustnessCheck check = new RobustnessCheck(LinfPgd.pgd(0.1, 5, 0.05), 12, 1);
        new Training(configuration(Method.STANDARD, AttackEngine.ONNX, 12), check, run, new Silent()).run(data);

        JsonNode provenance = new ObjectMapper().readTree(run.provenance().toFile());
        assertThat(provenance.at("/test/cleanAccuracy").asDouble()).isGreaterThan(0.9);
        assertThat(provenance.at("/test/attackedAccuracy").asDouble()).isBetween(0.0, 1.0);
        assertThat(provenance.at("/test/attackedImages").asInt()).isEqualTo(12);
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
    @EnumSource(AttackEngine.class)
    void resumedRunComesToTheSameNumbersAsAnUninterruptedOne(AttackEngine engine) throws IOException {
        TrainingConfiguration configuration = configuration(Method.AT, engine, 3);
        RunFolder whole = open("whole", RunFolder.Existing.REFUSE);
        new Training(configuration, NO_ATTACK, whole, new Silent()).run(data);

        RunFolder cut = open("cut", RunFolder.Existing.REFUSE);
        assertThatThrownBy(() -> new Training(configuration, NO_ATTACK, cut, new StopsInEpoch(2)).run(data))
                .isInstanceOf(Interrupted.class);
        assertThat(cut.checkpoint().read().figures()).hasSize(1);
        cut.open(RunFolder.Existing.RESUME);
        new Training(configuration, NO_ATTACK, cut, new Silent()).run(data);

        Checkpoint expected = whole.checkpoint().read();
        Checkpoint found = cut.checkpoint().read();
        assertThat(differing(expected.weights(), found.weights())).isEmpty();
        assertThat(differing(expected.moments(), found.moments())).isEmpty();
        assertThat(found.figures().get(2).losses())
                .isEqualTo(expected.figures().get(2).losses());
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
        assertThatThrownBy(() -> new Training(
                                configuration(Method.STANDARD, AttackEngine.ONNX, 3),
                                NO_ATTACK,
                                run,
                                new StopsInEpoch(2))
                        .run(data))
                .isInstanceOf(Interrupted.class);
        FileTime written = Files.getLastModifiedTime(run.path().resolve("classes.txt"));
        assertThatThrownBy(() -> new Training(
                                configuration(Method.STANDARD, AttackEngine.ONNX, 4), NO_ATTACK, run, new Silent())
                        .run(data))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("checkpoint.npz", "configuration", "--overwrite");
        assertThat(Files.getLastModifiedTime(run.path().resolve("classes.txt"))).isEqualTo(written);
    }

    @Test
    void listsAllProblemsOfAConfigurationAtOnce() {
        assertThatThrownBy(() -> new TrainingConfiguration(
                        Method.AT,
                        0,
                        128,
                        1e-3,
                        LearningRateSchedule.COSINE,
                        1e-4,
                        -0.1,
                        10,
                        0.01,
                        2,
                        AttackEngine.ONNX,
                        0,
                        0,
                        1,
                        1))
                .hasMessageContainingAll(
                        "--epochs must be at least 1, found 0", "--epsilon must lie in [0,1], found -0.1");
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

    private static TrainingConfiguration configuration(Method method, AttackEngine engine, int epochs) {
        return new TrainingConfiguration(
                method, epochs, 16, 2e-3, LearningRateSchedule.COSINE, 1e-4, 0.1, 2, 0.05, 2, engine, 18, 6, 1, 1);
    }

    private static class Silent implements TrainingListener {
        @Override
        public void started(int epochs, int stepsPerEpoch, int epochsDone) {}

        @Override
        public void stepDone(int epoch, double loss, double accuracy) {}

        @Override
        public void epochDone(EpochFigures figures) {}
    }

    private static final class StopsInEpoch extends Silent {
        private final int stop;

        StopsInEpoch(int stop) {
            this.stop = stop;
        }

        @Override
        public void stepDone(int epoch, double loss, double accuracy) {
            if (epoch == stop) {
                throw new Interrupted();
            }
        }
    }

    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
