package io.latentwatch.evaluation.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.evaluation.evaluate.Evaluation;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.reference.CommandLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EvaluateCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();

    @BeforeEach
    void writeModelsAndImages() throws IOException {
        images(1).write(folder);
        Files.write(folder.resolve("model.onnx"), SmallModel.convolutional(1).toByteArray());
        Files.write(folder.resolve("other.onnx"), SmallModel.convolutional(2).toByteArray());
    }

    @Test
    void writesEverythingThatWasMeasured() throws IOException {
        assertThat(run("evaluation.json", "--source", file("other.onnx"), "--ablation"))
                .as(output.toString())
                .isZero();

        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("evaluation.json").toFile());
        assertThat(json.at("/clean/images").asInt()).isEqualTo(8);
        assertThat(json.findValuesAsText("name")).contains("clean", "pgd-40", "pgd-100x10", "autoattack", "transfer");
        assertThat(json.at("/attacks/0/parameters/steps").asText()).isEqualTo("40");
        assertThat(json.at("/attacks/1/images").asInt()).isEqualTo(5);
        assertThat(json.at("/whiteBox/layers/0/features")).hasSize(4);
        assertThat(json.at("/whiteBox/mean").asDouble()).isPositive();
        assertThat(json.at("/blackBox/images").asInt()).isEqualTo(8);
        // 4 maps of 6x6: (2 x 9 - 1 + 1) x 144, ReLU 144; pool 4 x 36; dense (2 x 36 - 1) x 3 + 3.
        assertThat(json.at("/cost/network/flops").asLong()).isEqualTo(18 * 144 + 144 + 144 + 71 * 3 + 3);
        assertThat(json.at("/smoothness/localLinearity/mean").asDouble()).isPositive();
        assertThat(json.at("/sanity/findings")).hasSize(10);
        assertThat(json.at("/ablation")).hasSize(12);
        assertThat(Evaluation.read(folder.resolve("evaluation.json")).ablation())
                .hasSize(12);
        assertThat(output.toString()).contains("pgd-100x10", "white box", "scale-free", "sanity checks on 4 images");
    }

    @Test
    void givesTheSameFileAgainAndReadsIt() throws IOException {
        run("first.json", "--threads", "1");
        run("second.json", "--threads", "2");

        Evaluation evaluation = Evaluation.read(folder.resolve("second.json"));
        evaluation.write(folder.resolve("again.json"));

        assertThat(folder.resolve("second.json")).hasSameBinaryContentAs(folder.resolve("first.json"));
        assertThat(folder.resolve("again.json")).hasSameBinaryContentAs(folder.resolve("first.json"));
        assertThat(evaluation.clean().right().share().value())
                .isEqualTo(evaluation.clean().accuracy());
        assertThat(evaluation.blackBox()).isNull();
    }

    @Test
    void comparesCostsWithTheUnprunedTwin() throws IOException {
        run("evaluation.json", "--unpruned", file("other.onnx"), "--sanity-images", "0", "--speed-seconds", "0.3");

        Evaluation evaluation = Evaluation.read(folder.resolve("evaluation.json"));
        assertThat(evaluation.cost().flopsSpeedup()).isEqualTo(1);
        assertThat(evaluation.cost().speed().ratio().rounds()).hasSize(7);
        assertThat(evaluation.cost().operators()).isNotEmpty();
        assertThat(evaluation.sanity()).isNull();
    }

    @Test
    void comparesWithAnotherNetworkOnTheSameImages() throws IOException {
        run("other.json", "--model", file("other.onnx"), "--sanity-images", "0");
        run("evaluation.json", "--sanity-images", "0", "--against", file("other.json"));

        Evaluation other = Evaluation.read(folder.resolve("other.json"));
        Evaluation evaluation = Evaluation.read(folder.resolve("evaluation.json"));
        assertThat(evaluation.against().modelSha256()).isEqualTo(other.model().sha256());
        assertThat(evaluation.against().rows()).hasSize(4);
        assertThat(evaluation.against().rows().get(0).difference().value())
                .isEqualTo(evaluation.clean().accuracy() - other.clean().accuracy());
        assertThat(output.toString()).contains("against other");
    }

    @Test
    void refusesToCompareOnOtherImages() throws IOException {
        run("other.json", "--sanity-images", "0");
        images(2).write(folder);

        assertThat(run("evaluation.json", "--sanity-images", "0", "--against", file("other.json")))
                .isEqualTo(1);
        assertThat(output.toString()).contains("the same images");
        assertThat(folder.resolve("evaluation.json")).doesNotExist();
    }

    @Test
    void refusesToReplaceAFile() throws IOException {
        Files.writeString(folder.resolve("evaluation.json"), "mine");

        assertThat(run("evaluation.json")).isEqualTo(1);
        assertThat(output.toString()).contains("evaluation.json", "--overwrite");
        assertThat(folder.resolve("evaluation.json")).hasContent("mine");
    }

    @Test
    void saysWhatIsWrongWithAFileThatIsNoEvaluation() throws IOException {
        Files.writeString(folder.resolve("other.json"), "{\"formatVersion\": 9, \"attacks\": []}");

        assertThat(run("evaluation.json", "--against", file("other.json"))).isEqualTo(1);
        assertThat(output.toString()).contains("other.json", "expected format version 1, found 9");
    }

    @Test
    void refusesAnAblationWithoutImages() {
        assertThat(run("evaluation.json", "--ablation", "--sanity-images", "0")).isEqualTo(1);
        assertThat(output.toString()).contains("--sanity-images of at least 1");
    }

    @Test
    void measuresTheReleasedAttackOnStandardisedImages() throws IOException {
        Files.write(
                folder.resolve("standardising.onnx"),
                SmallModel.standardising(1).toByteArray());

        run("evaluation.json", "--model", file("standardising.onnx"), "--sanity-images", "0", "--legacy-clip");

        Evaluation evaluation = Evaluation.read(folder.resolve("evaluation.json"));
        assertThat(evaluation.legacyClip().attacked().images()).isEqualTo(5);
        assertThat(evaluation.legacyClip().attacked().parameters()).containsEntry("epsilon", "0.03");
        assertThat(evaluation.legacyClip().cut().images()).isEqualTo(5);
        // Of uniform values, standardised, half are negative and a seventh above 1; those within 0.03 of 0 or 1 stay in
        // the ball.
        assertThat(evaluation.legacyClip().outsideBall()).isBetween(0.6, 0.8);
        assertThat(output.toString()).contains("legacy-cut", "legacy-clip");
    }

    @Test
    void refusesTheReleasedAttackWhereNothingStandardises() {
        assertThat(run("evaluation.json", "--legacy-clip")).isEqualTo(1);
        assertThat(output.toString()).contains("LayerNormalization", "found ['conv' (Conv)]");
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private int run(String out, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "evaluate", "--data", folder.toString(), "--images", "5", "--sanity-images", "4", "--out", file(out)));
        arguments.addAll(List.of(options));
        if (!arguments.contains("--model")) {
            arguments.addAll(List.of("--model", file("model.onnx")));
        }
        PrintWriter terminal = new PrintWriter(output, true);
        return commandLine().setOut(terminal).setErr(terminal).execute(arguments.toArray(String[]::new));
    }

    private static CommandLine commandLine() {
        return CommandLines.of(new Commands(), List.of()).setOverwrittenOptionsAllowed(true);
    }

    @CommandLine.Command(subcommands = EvaluateCommand.class)
    private static final class Commands {}

    private static LabelledImages images(long seed) {
        byte[] pixels = new byte[8 * 64];
        new SplittableRandom(seed).nextBytes(pixels);
        return new LabelledImages(new ImageShape(1, 8, 8), pixels, new byte[] {0, 1, 2, 0, 1, 2, 0, 1});
    }
}
