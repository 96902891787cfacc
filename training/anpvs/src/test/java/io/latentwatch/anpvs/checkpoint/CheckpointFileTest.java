package io.latentwatch.anpvs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.anpvs.optimise.EpochFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
    @TempDir
    private Path folder;

    private CheckpointFile file;

    @BeforeEach
    void nameTheFile() {
        file = new CheckpointFile(folder.resolve("checkpoint.npz"));
    }

    @Test
    void readsWhatItWrote() throws IOException {
        EpochFigures figures = new EpochFigures(
                1, "clean", Map.of("clean", 0.5), 0.9, 0.8, Double.NaN, Double.NaN, 0.1, 1e-3, 3.5, 2.5);
        float[] values = {1, -0f, Float.MIN_VALUE, 3.25f};

        file.write(new Checkpoint(
                "hash",
                new Checkpoint.Steps(17, 9, 3),
                List.of(figures),
                Map.of("conv1.weight", values),
                Map.of("mean/conv1.weight", values),
                Map.of("gate1.a", values)));
        Checkpoint read = file.read();

        assertThat(read.configurationHash()).isEqualTo("hash");
        assertThat(read.steps()).isEqualTo(new Checkpoint.Steps(17, 9, 3));
        assertThat(read.figures()).containsExactly(figures);
        assertThat(read.weights().get("conv1.weight")).containsExactly(values);
        assertThat(read.moments().get("mean/conv1.weight")).containsExactly(values);
        assertThat(read.averages().get("gate1.a")).containsExactly(values);
        try (var files = Files.list(folder)) {
            assertThat(files).as("nothing beside it").hasSize(1);
        }
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        file.write(new Checkpoint(
                "hash", new Checkpoint.Steps(1, 0, 0), List.of(), Map.of("w", new float[100]), Map.of(), Map.of()));
        byte[] whole = Files.readAllBytes(file.file());
        Files.write(file.file(), Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(file::read)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("checkpoint.npz", "damaged", "--overwrite");
    }
}
