package io.latentwatch.anpvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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

        assertThat(train("--epochs", "1", "--test-attack-images", "4", "--test-attack-steps", "2"))
                .as(output.toString())
                .isZero();
        assertThat(output.toString())
                .contains(
                        "epoch 1: clean loss",
                        "clean accuracy on 12 test images",
                        "first 4 of them attacked",
                        "model.onnx");
        assertThat(folder.resolve("run").resolve("model.onnx")).exists();

        assertThat(train("--epochs", "1")).isEqualTo(1);
        assertThat(output.toString()).contains("found files in it", "--resume", "--overwrite");
    }

    @Test
    void refusesValuesThatMakeNoSenseBeforeItTouchesAnything() {
        assertThat(train("--method", "at", "--epsilon", "-1", "--epochs", "0")).isEqualTo(1);
        assertThat(output.toString())
                .contains("--epsilon must lie in [0,1], found -1.0", "--epochs must be at least 1");
        assertThat(Files.exists(folder.resolve("run"))).isFalse();
    }

    @Test
    void saysWhichFilesAreMissing() {
        assertThat(train()).isEqualTo(1);
        assertThat(output.toString()).contains(folder.toString(), "train-images-idx3-ubyte", "latentwatch data");
        assertThat(Files.exists(folder.resolve("run"))).isFalse();
    }

    private int train(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--data",
                folder.toString(),
                "--out",
                folder.resolve("run").toString(),
                "--held-out",
                "12",
                "--validation",
                "4",
                "--batch-size",
                "8"));
        arguments.addAll(List.of(options));
        PrintWriter terminal = new PrintWriter(output, true);
        return Main.commandLine().setOut(terminal).setErr(terminal).execute(arguments.toArray(String[]::new));
    }
}
