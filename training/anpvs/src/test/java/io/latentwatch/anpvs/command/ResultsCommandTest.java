package io.latentwatch.anpvs.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.TestConfigurations;
import io.latentwatch.reference.CommandLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsCommandTest {
    private static final int LARGEST_PAGE = 3_000_000;

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();

    @BeforeEach
    void writeImagesAndProtocol() throws IOException {
        SyntheticImages.write(folder, 48, 6);
        Files.writeString(folder.resolve("clean.yaml"), TestConfigurations.CLEAN);
        Files.writeString(folder.resolve("protocol.yaml"), """
                date: "2026-11-25"
                dataSet: three squares
                heldOut: 12
                validation: 4
                evaluation: {epsilon: 0.3, stepSize: 0.1, images: 1, sanityImages: 0, seed: 1}
                ablation: false
                speedSeconds: 0.05
                comparison: {row: two, baseline: one}
                pictured: [one, two]
                rows:
                  - {name: one, title: "One & only", preset: clean.yaml, seeds: [1], claim: {clean: [99.5]}}
                  - {name: two, title: Two, preset: clean.yaml, set: {batchSize: 16}, seeds: [1]}
                  - {name: broken, title: Broken, preset: nowhere.yaml, seeds: [1]}
                """);
    }

    @Test
    void runsTheRowsWritesTheReportAndMakesItAgain() throws IOException {
        assertThat(results("--work", folder.resolve("work").toString()))
                .as(output.toString())
                .isEqualTo(1);
        assertThat(output.toString())
                .contains(
                        "network 1 of 3, one-1: begins",
                        "epoch 1 (clean)",
                        "broken-1 failed",
                        "not finished: broken-1",
                        "nowhere.yaml");
        String markdown = Files.readString(folder.resolve("RESULTS.md"));
        assertThat(markdown).contains("| One & only | 1 | 99.5 |", "| Broken | not run |", "results/report.html");

        assertThat(results("--report-only")).as(output.toString()).isZero();
        assertThat(folder.resolve("RESULTS.md")).hasContent(markdown);
        assertThat(folder.resolve("results").resolve("results.json")).exists();
    }

    @Test
    void pageHoldsEveryPictureAndNothingFromOutside() throws IOException {
        results("--work", folder.resolve("work").toString(), "--rows", "one,two");

        String page = Files.readString(folder.resolve("results").resolve("report.html"));
        assertThat(page)
                .contains(
                        "One &amp; only",
                        "Loss terms of Two",
                        "exactly zero",
                        "Distortion map of Two",
                        "Colour bar",
                        "Loss surface of Two",
                        "Decision boundary of Two",
                        "Maps of the first layer's channels of Two",
                        "Input gradient of Two",
                        "<svg",
                        "data:image/png;base64,")
                .doesNotContain("http:", "https:", "<script", "xlink")
                .doesNotContainPattern("(src|href)=\"(?!data:|#)");
        assertThat(page.length()).isLessThan(LARGEST_PAGE);
    }

    @Test
    void refusesRowsThatAreNotThereAndAMissingFolder() {
        assertThat(results("--report-only", "--rows", "one,three")).isEqualTo(1);
        assertThat(output.toString()).contains("[one, two, broken]", "'three'");
        assertThat(results()).isEqualTo(1);
        assertThat(output.toString()).contains("--work", "--report-only");
    }

    private int results(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--data",
                folder.toString(),
                "--protocol",
                folder.resolve("protocol.yaml").toString(),
                "--results",
                folder.resolve("results").toString(),
                "--markdown",
                folder.resolve("RESULTS.md").toString(),
                "--threads",
                "1"));
        arguments.addAll(List.of(options));
        PrintWriter terminal = new PrintWriter(output, true);
        return CommandLines.of(new ResultsCommand(), List.of())
                .setOut(terminal)
                .setErr(terminal)
                .execute(arguments.toArray(String[]::new));
    }
}
