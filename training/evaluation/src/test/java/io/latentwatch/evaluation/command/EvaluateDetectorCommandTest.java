package io.latentwatch.evaluation.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.bundle.Sha256;
import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.evaluation.detect.WatchedBundle;
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

class EvaluateDetectorCommandTest {
    @TempDir
    private static Path folder;

    private final StringWriter output = new StringWriter();

    @BeforeAll
    static void profileAndWriteImages() throws IOException {
        WatchedBundle.profile(folder, 0, 1);
        WatchedBundle.images(400).write(Files.createDirectories(folder.resolve("data")));
    }

    @Test
    void writesFalseAlarmsAndWhatIsFoundOfAttacks() throws IOException {
        assertThat(run("found.json", "--attacks", "fgsm:0.2,pgd-40:0.2,cw-l2", "--samples", file("samples")))
                .as(output.toString())
                .isZero();

        JsonNode json = new ObjectMapper().readTree(folder.resolve("found.json").toFile());
        assertThat(json.at("/accuracy").asDouble()).isEqualTo(1);
        assertThat(json.at("/clean")).hasSize(4); // two score sets, two rates
        assertThat(json.at("/clean/0/images").asInt()).isEqualTo(400);
        assertThat(json.at("/clean/0/flagged").asInt())
                .isLessThan(json.at("/clean/1/flagged").asInt());
        assertThat(json.at("/attacks")).hasSize(3);
        JsonNode pgd = json.at("/attacks/1");
        assertThat(pgd.at("/images").asInt()).isEqualTo(60);
        assertThat(pgd.at("/parameters/steps").asText()).isEqualTo("40");
        assertThat(pgd.at("/succeeded")).isNotEmpty();
        assertThat(pgd.at("/flagged/0/pValues")).hasSameSizeAs(pgd.at("/succeeded"));
        assertThat(pgd.at("/indicative").asBoolean()).isTrue();
        assertThat(pgd.at("/areaUnderCurve"))
                .hasSize(9); // one tap: activation, confidence, noise, two twins' latent, softmax and pixel distances
        int broken = json.at("/worstCase/0/broken").asInt();
        assertThat(broken).isGreaterThanOrEqualTo(pgd.at("/succeeded").size());
        assertThat(json.at("/worstCase/0/undetected").asInt()).isLessThanOrEqualTo(broken);
        assertThat(folder.resolve("samples")).isDirectoryContaining("glob:**/{fgsm-0.2,pgd-40-0.2,cw-l2}.avro");
        assertThat(output.toString()).contains("flags on clean images", "pgd-40:0.2", "worst case", "indicative");
    }

    /** What the source is attacked by leaves the bundle's network in its ball, but breaks less of it than what is made on itself. */
    @Test
    void judgesImagesThatWereMadeOnAnotherModel() throws IOException {
        Files.write(folder.resolve("source.onnx"), SmallModel.convolutional(2).toByteArray());
        String attacks = "pgd-40:0.1,transfer-pgd-40:0.1,transfer-square:0.1";
        assertThat(run("transfer.json", "--attacks", attacks, "--source-model", file("source.onnx")))
                .as(output.toString())
                .isZero();

        JsonNode rows = new ObjectMapper()
                .readTree(folder.resolve("transfer.json").toFile())
                .at("/attacks");
        assertThat(rows.findValuesAsText("name")).containsExactly(attacks.split(","));
        assertThat(rows.at("/0/parameters/sourceModel").isMissingNode()).isTrue();
        assertThat(rows.at("/1/parameters/sourceModel").asText())
                .isEqualTo(Sha256.hex(SmallModel.convolutional(2).toByteArray()));
        assertThat(rows.at("/1/parameters/epsilon").asText()).isEqualTo("0.1");
        assertThat(rows.at("/1/knowsDetector").asBoolean()).isFalse();
        assertThat(rows.at("/1/succeeded").size())
                .isLessThan(rows.at("/0/succeeded").size());
        assertThat(output.toString()).contains("transfer-square:0.1");

        assertThat(run("x.json", "--attacks", attacks)).isEqualTo(1);
        assertThat(output.toString()).contains("transfer-pgd-40:0.1: expected another classifier", "--source-model");
        assertThat(run("x.json", "--attacks", "pgd-40:0.1", "--source-model", file("source.onnx")))
                .isEqualTo(1);
        assertThat(output.toString()).contains("expected a transfer attack", "[pgd-40:0.1]");
        assertThat(run("x.json", "--attacks", "transfer-pgd:0.1", "--source-model", file("source.onnx")))
                .isEqualTo(1);
        assertThat(output.toString()).contains("'transfer-pgd:0.1'");
    }

    /** A node without a rule stands for all such: what asks for its gradient is refused, and told what works. */
    @Test
    void attacksANetworkWithoutAGradientThroughAnotherModel(@TempDir Path other) throws IOException {
        ModelProto network = SmallModel.withoutGradient(1);
        WatchedBundle.profile(other, network);
        Files.write(other.resolve("source.onnx"), SmallModel.convolutional(1).toByteArray());
        String[] where = {"--bundle", other.resolve("bundle").toString()};

        assertThat(run("no.json", where[0], where[1], "--attacks", "pgd-40:0.1"))
                .isEqualTo(1);
        assertThat(output.toString()).contains("InstanceNormalization", "square", "--source-model");
        assertThat(run(
                        "transfer-only.json",
                        where[0],
                        where[1],
                        "--attacks",
                        "transfer-pgd-40:0.1,square:0.1",
                        "--source-model",
                        other.resolve("source.onnx").toString()))
                .as(output.toString())
                .isZero();
    }

    @Test
    void measuresHowFarCorruptionsShow() throws IOException {
        assertThat(run(
                        "drift.json",
                        "--corruptions",
                        "contrast,gaussian-noise",
                        "--severities",
                        "5,1",
                        "--corrupted-images",
                        "150",
                        "--html",
                        file("drift.html")))
                .as(output.toString())
                .isZero();

        JsonNode rows = new ObjectMapper()
                .readTree(folder.resolve("drift.json").toFile())
                .at("/corruptions");
        assertThat(rows).hasSize(4);
        JsonNode mild = rows.get(0);
        JsonNode grey = rows.get(1);
        assertThat(mild.at("/severity").asInt()).isEqualTo(1);
        assertThat(grey.at("/corruption").asText()).isEqualTo("contrast");
        assertThat(grey.at("/parameters/left").asDouble()).isEqualTo(0.15);
        assertThat(grey.at("/images").asInt()).isEqualTo(150);
        assertThat(grey.at("/flagged")).hasSize(4); // two score sets, two rates
        assertThat(grey.at("/flagged/0/pValues")).hasSize(150);
        // The network was calibrated on noise of full contrast; 150 images of that stay below 1.36 / sqrt(150) in 95 of
        // 100 cases.
        assertThat(grey.at("/flagged/0/distance").asDouble())
                .isGreaterThan(mild.at("/flagged/0/distance").asDouble())
                .isGreaterThan(1.36 / Math.sqrt(150));
        assertThat(grey.at("/flagged/0/upper").asDouble())
                .isGreaterThan(grey.at("/flagged/0/share").asDouble());
        assertThat(output.toString()).contains("gaussian-noise", "150 images drawn like the clean ones");
        assertThat(folder.resolve("drift.html"))
                .content()
                .contains(
                        "Corrupted images that are flagged",
                        "gaussian-noise",
                        "id=\"c-corrupted-distance-with-twin-1\"");
    }

    @Test
    void measuresAttackersWhoKnowTheDetector() throws IOException {
        assertThat(run(
                        "known.json",
                        "--attacks",
                        "pgd-40:0.06,adaptive-pgd:0.06,decision:0.06",
                        "--html",
                        file("known.html")))
                .as(output.toString())
                .isZero();

        JsonNode json = new ObjectMapper().readTree(folder.resolve("known.json").toFile());
        assertThat(json.at("/attacks/0/knowsDetector").asBoolean()).isFalse();
        assertThat(json.at("/attacks/1/knowsDetector").asBoolean()).isTrue();
        assertThat(json.at("/attacks/1/parameters/steps").asText()).isEqualTo("15");
        assertThat(json.at("/worstCase")).hasSize(8); // without and with them, two score sets, two rates
        JsonNode without = json.at("/worstCase/2"); // with twin at the first rate, which they aim at
        JsonNode with = json.at("/worstCase/6");
        assertThat(with.get("knowsDetector").asBoolean()).isTrue();
        assertThat(with.get("scoreSet").asText()).isEqualTo("TWIN");
        assertThat(with.get("undetected").asInt())
                .isGreaterThan(without.get("undetected").asInt())
                .isLessThanOrEqualTo(with.get("broken").asInt());
        assertThat(json.at("/controls").findValuesAsText("name"))
                .containsExactly("no-detector", "random-flags", "max-softmax", "input-bits-2", "input-median-2x2");
        assertThat(json.at("/controls/0/undetected").asInt())
                .isEqualTo(with.get("broken").asInt());
        assertThat(json.at("/controls/1/undetected").asDouble())
                .isBetween(0.9 * with.get("broken").asInt(), (double)
                        with.get("broken").asInt());
        assertThat(json.at("/checks"))
                .hasSize(3)
                .allMatch(check -> !check.get("raised").asBoolean());
        assertThat(output.toString()).contains("max-softmax", "surrogate-disagrees", "those that know the detector");
        assertThat(folder.resolve("known.html")).content().contains("input-bits-2", "surrogate disagrees");
    }

    @Test
    void givesTheSameFileAgain() {
        String attacks = "pgd-40:0.1,orthogonal-pgd:0.1";
        run("one.json", "--attacks", attacks, "--corruptions", "snow", "--threads", "1", "--images", "130");
        run("two.json", "--attacks", attacks, "--corruptions", "snow", "--threads", "2", "--images", "130");

        assertThat(folder.resolve("two.json")).hasSameBinaryContentAs(folder.resolve("one.json"));
    }

    @Test
    void refusesWhatItDoesNotKnowBeforeAnythingRuns() {
        assertThat(run("x.json", "--attacks", "pgd-40")).isEqualTo(1);
        assertThat(output.toString()).contains("'pgd-40'", "pgd-40:EPSILON", "cw-l2", "adaptive-pgd:EPSILON");
        assertThat(run("x.json", "--attacks", "adaptive-pgd:wide")).isEqualTo(1);
        assertThat(run("x.json", "--attacks", "adaptive-pgd:0.1", "--adaptive-steps", "0"))
                .isEqualTo(1);
        assertThat(run("x.json", "--attacks", "pgd-40:wide")).isEqualTo(1);
        assertThat(run("x.json", "--corruptions", "fog,rain")).isEqualTo(1);
        assertThat(output.toString()).contains("'rain'", "gaussian-noise", "all");
        assertThat(run("x.json", "--corruptions", "all", "--severities", "0,3")).isEqualTo(1);
        assertThat(output.toString()).contains("severities from 1 to 5", "[0, 3]");
        assertThat(run("x.json", "--alphas", "1")).isEqualTo(1);
        assertThat(output.toString()).contains("alpha is 1.0");
        assertThat(run("x.json", "--alphas", "0.0001")).isEqualTo(1);
        assertThat(output.toString()).contains("a false-alarm rate of 1.0E-4 takes at least");
        assertThat(folder.resolve("x.json")).doesNotExist();
    }

    @Test
    void refusesToReplaceAFile() throws IOException {
        Files.writeString(folder.resolve("mine.json"), "mine");

        assertThat(run("mine.json")).isEqualTo(1);
        assertThat(folder.resolve("mine.json")).hasContent("mine");
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private int run(String out, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("evaluate-detector", "--data", file("data"), "--adaptive-targets", "2", "--out", file(out)));
        arguments.addAll(List.of(options));
        if (!arguments.contains("--bundle")) {
            arguments.addAll(List.of("--bundle", file("bundle")));
        }
        if (!arguments.contains("--images")) {
            arguments.addAll(List.of("--images", "60"));
        }
        if (!arguments.contains("--adaptive-steps")) {
            arguments.addAll(List.of("--adaptive-runs", "2", "--adaptive-steps", "15", "--decision-queries", "200"));
        }
        if (!arguments.contains("--alphas")) {
            arguments.addAll(List.of("--alphas", "0.01,0.05"));
        }
        PrintWriter terminal = new PrintWriter(output, true);
        return CommandLines.of(new Commands(), List.of())
                .setOut(terminal)
                .setErr(terminal)
                .execute(arguments.toArray(String[]::new));
    }

    @picocli.CommandLine.Command(subcommands = EvaluateDetectorCommand.class)
    private static final class Commands {}
}
