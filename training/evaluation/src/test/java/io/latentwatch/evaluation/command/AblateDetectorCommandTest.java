package io.latentwatch.evaluation.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.evaluation.detect.WatchedBundle;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.reference.CommandLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AblateDetectorCommandTest {
    @TempDir
    private static Path folder;

    private final StringWriter output = new StringWriter();

    @BeforeAll
    static void profileAndWriteImages() throws IOException {
        WatchedBundle.profile(folder, 0, 1);
        write(WatchedBundle.heldOut(), "held-out");
        write(WatchedBundle.heldOut().slice(0, 1400), "too-few");
        write(WatchedBundle.images(400), "validation");
    }

    /** What is calibrated here of all scores, and of the plain ones, are the bundle's own tables. */
    @Test
    void flagsWithAllScoresWhatTheBundleItselfFlags() throws IOException {
        assertThat(ablate("found.json", "--data", file("validation")))
                .as(output.toString())
                .isZero();
        assertThat(evaluate()).as(output.toString()).isZero();

        JsonNode ablation = read("found.json");
        JsonNode clean = read("whole.json").at("/clean");
        assertThat(row(ablation, "all").at("/clean/count"))
                .isEqualTo(clean.get(1).at("/flagged"));
        assertThat(row(ablation, "without twins").at("/clean/count"))
                .isEqualTo(clean.get(0).at("/flagged"));
        assertThat(clean.get(0).at("/flagged").asInt()).isPositive();
    }

    @Test
    void writesWhatEachSelectionFindsAndCosts() throws IOException {
        assertThat(ablate("written.json", "--data", file("validation")))
                .as(output.toString())
                .isZero();

        JsonNode ablation = read("written.json");
        JsonNode attack = ablation.at("/attacks/0");
        assertThat(attack.at("/name").asText()).isEqualTo("fgsm:0.2");
        assertThat(attack.at("/succeeded").asInt()).isBetween(1, 60);
        assertThat(ablation.at("/calibration").asInt()).isEqualTo(1200); // four fifths of 1,500
        assertThat(ablation.at("/rows")).hasSize(16);
        for (JsonNode row : ablation.at("/rows")) {
            assertThat(row.at("/found")).hasSize(1);
            assertThat(row.at("/found/0/images")).isEqualTo(attack.at("/succeeded"));
        }
        assertThat(ablation.at("/costs").findValuesAsText("scored"))
                .containsExactly(
                        "scores without twins",
                        "twins by bits-2",
                        "twins by median-2x2",
                        "all twins: bits-2, median-2x2");
        assertThat(ablation.at("/costs/3/time/median").asDouble()).isPositive();
        assertThat(output.toString()).contains("| without latent-twin |", "the network alone = 1");
    }

    @Test
    void refusesImagesThatTheBundleWasMadeWith() {
        assertThat(ablate("x.json", "--data", file("held-out"))).isEqualTo(1);
        assertThat(output.toString()).contains("1200 of 1500 validation images", "'calibration'");
        assertThat(folder.resolve("x.json")).doesNotExist();
    }

    @Test
    void refusesAHeldOutFolderThatLacksCalibrationImages() {
        assertThat(ablate("x.json", "--data", file("validation"), "--held-out", file("too-few")))
                .isEqualTo(1);
        assertThat(output.toString()).contains("of the bundle's 1200 calibration images", "expected all");
    }

    private static void write(LabelledImages images, String name) throws IOException {
        images.write(Files.createDirectories(folder.resolve(name)));
    }

    private static JsonNode row(JsonNode ablation, String scores) {
        for (JsonNode row : ablation.at("/rows")) {
            if (row.at("/scores").asText().equals(scores)) {
                return row;
            }
        }
        throw new AssertionError("no row " + scores);
    }

    private static JsonNode read(String name) throws IOException {
        return new ObjectMapper().readTree(folder.resolve(name).toFile());
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private int ablate(String out, String... options) {
        List<String> arguments = new ArrayList<>(List.of("ablate-detector", "--bundle", file("bundle")));
        arguments.addAll(List.of("--attacks", "fgsm:0.2", "--images", "60", "--alpha", "0.05"));
        arguments.addAll(List.of("--speed-seconds", "0.5", "--out", file(out)));
        arguments.addAll(List.of(options));
        if (!arguments.contains("--held-out")) {
            arguments.addAll(List.of("--held-out", file("held-out")));
        }
        return execute(arguments);
    }

    private int evaluate() {
        return execute(List.of(
                "evaluate-detector",
                "--bundle",
                file("bundle"),
                "--data",
                file("validation"),
                "--alphas",
                "0.05",
                "--out",
                file("whole.json")));
    }

    private int execute(List<String> arguments) {
        PrintWriter terminal = new PrintWriter(output, true);
        return CommandLines.of(new Commands(), List.of())
                .setOut(terminal)
                .setErr(terminal)
                .execute(arguments.toArray(String[]::new));
    }

    @picocli.CommandLine.Command(subcommands = {AblateDetectorCommand.class, EvaluateDetectorCommand.class})
    private static final class Commands {}
}
