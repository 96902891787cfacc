package io.latentwatch.anpvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();

    @Test
    void trainsReportsAndRefusesTheFolderTheSecondTime() throws IOException {
        SyntheticImages.write(folder, 48, 12);

        assertThat(train()).as(output.toString()).isZero();
        assertThat(output.toString())
                .contains("epoch 1 (clean): clean loss", "clean accuracy on 4 validation images", "model.onnx");
        assertThat(folder.resolve("run").resolve("model.onnx")).exists();

        assertThat(train()).isEqualTo(1);
        assertThat(output.toString()).contains("found files in it", "--resume", "--overwrite");
    }

    @Test
    void refusesValuesThatMakeNoSenseBeforeItTouchesAnything() {
        assertThat(train("--set", "batchSize=0", "--set", "averaging=1")).isEqualTo(1);
        assertThat(output.toString())
                .contains("batchSize must be at least 1, found 0", "averaging must lie in [0,1), found 1.0");
        assertThat(Files.exists(folder.resolve("run"))).isFalse();
    }

    @Test
    void saysWhichFilesAreMissing() {
        assertThat(train()).isEqualTo(1);
        assertThat(output.toString()).contains(folder.toString(), "train-images-idx3-ubyte", "latentwatch data");
        assertThat(Files.exists(folder.resolve("run"))).isFalse();
    }

    /** What is refused must not cost the run that is there. */
    @Test
    void overwritesOnlyWhatItCanReplace() throws IOException {
        SyntheticImages.write(folder, 48, 12);
        assertThat(train()).as(output.toString()).isZero();

        assertThat(train("--overwrite", "--device", "cuda:9")).isEqualTo(1);
        assertThat(train("--overwrite", "--set", "network=nowhere.yaml")).isEqualTo(1);
        assertThat(train("--overwrite", "--set", "heldOut=48")).isEqualTo(1);

        assertThat(folder.resolve("run").resolve("model.onnx")).exists();
        assertThat(folder.resolve("run").resolve("checkpoint.npz")).exists();
        assertThat(output.toString()).contains("nowhere.yaml", "leave nothing of 48");
    }

    @Test
    void refusesADeviceThatIsNotThere() throws IOException {
        SyntheticImages.write(folder, 48, 12);

        assertThat(train("--device", "cuda:9")).isEqualTo(1);
        assertThat(output.toString()).contains("--device cuda:9", "PyTorch finds 0", "--device cpu");
        assertThat(train("--device", "tpu")).isEqualTo(1);
        assertThat(output.toString()).contains("cpu, cuda:N or auto", "'tpu'");
    }

    @Test
    void listsAndShowsPresets() {
        PrintWriter terminal = new PrintWriter(output, true);
        assertThat(Main.commandLine().setOut(terminal).execute("presets")).isZero();
        assertThat(output.toString()).contains("mnist-lenet5-anp-vs-quick");
        assertThat(Main.commandLine().setOut(terminal).execute("presets", "mnist-lenet5-anp-vs-quick"))
                .isZero();
        assertThat(output.toString()).contains("klWeight: 4", "# released code");
    }

    private Path configuration() {
        try {
            return Files.writeString(folder.resolve("configuration.yaml"), TestConfigurations.CLEAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int train(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--data",
                folder.toString(),
                "--run",
                folder.resolve("run").toString(),
                "--preset",
                configuration().toString()));
        arguments.addAll(List.of(options));
        PrintWriter terminal = new PrintWriter(output, true);
        return Main.commandLine().setOut(terminal).setErr(terminal).execute(arguments.toArray(String[]::new));
    }
}
