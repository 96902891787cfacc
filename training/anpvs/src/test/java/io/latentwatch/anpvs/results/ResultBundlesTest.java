package io.latentwatch.anpvs.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.TestConfigurations;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.evaluation.images.IdxFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultBundlesTest {
    private static final String PROTOCOL = """
            date: "2026-11-25"
            dataSet: three squares
            heldOut: 620
            validation: 6
            evaluation: {epsilon: 0.3, stepSize: 0.1, images: 1, sanityImages: 0, seed: 1}
            ablation: false
            speedSeconds: 0.05
            bundles:
              - {row: clean, name: squares-clean, twins: [bits-1]}
              - {row: later, name: squares-later, twins: [bits-1, median-2x2]}
            rows:
              - {name: clean, title: Clean, preset: clean.yaml, seeds: [1]}
              - {name: later, title: Not run, preset: clean.yaml, seeds: [2]}
            """;

    @TempDir
    private Path folder;

    private ResultBundles bundles;

    @BeforeEach
    void finishTheFirstRow() throws IOException {
        SyntheticImages.write(folder, 700, 30);
        Files.writeString(
                folder.resolve("clean.yaml"),
                TestConfigurations.CLEAN
                        .replace("heldOut: 12", "heldOut: 620")
                        .replace("validation: 4", "validation: 6"));
        ResultsProtocol protocol = ResultsProtocol.read(Files.writeString(folder.resolve("protocol.yaml"), PROTOCOL));
        ResultsFolder results = new ResultsFolder(folder.resolve("results"));
        ResultsRun.Folders folders = new ResultsRun.Folders(folder, folder.resolve("work"), results);
        assertThat(new ResultsRun(protocol, folders, new IdxFolder(folder), 1, new Recorder())
                        .run(List.of(new NetworkId("clean", 1))))
                .isEmpty();
        bundles = new ResultBundles(protocol, results, new IdxFolder(folder));
    }

    @Test
    void makesBundlesOfWhatIsFinishedAndKeepsThem() throws IOException {
        Path made = folder.resolve("made");

        assertThat(bundles.make(made))
                .isEqualTo(Map.of(
                        "squares-clean", ResultBundles.Outcome.MADE,
                        "squares-later", ResultBundles.Outcome.NO_NETWORK));
        Bundle bundle = BundleReader.read(made.resolve("squares-clean"));
        assertThat(bundle.manifest().taps()).hasSize(3);
        assertThat(bundle.manifest().provenance().toString()).contains("lenet-5-caffe", "configuration");
        assertThat(made.resolve("squares-clean/model.onnx"))
                .hasSameBinaryContentAs(folder.resolve("results/clean-1.onnx"));

        assertThat(bundles.make(made)).containsEntry("squares-clean", ResultBundles.Outcome.KEPT);
    }

    @Test
    void replacesNoOtherBundle() throws IOException {
        Path other = Files.createDirectories(folder.resolve("made/squares-clean"));
        Files.writeString(other.resolve("model.onnx"), "another network");

        assertThatThrownBy(() -> bundles.make(folder.resolve("made")))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("squares-clean", "clean-1", "delete it");
        assertThat(other.resolve("model.onnx")).hasContent("another network");
    }

    @Test
    void refusesBundlesOfRowsThatAreNotThere() throws IOException {
        Path file = Files.writeString(
                folder.resolve("wrong.yaml"),
                PROTOCOL.replace("row: later, name", "row: none, name")
                        .replace("twins: [bits-1, median-2x2]", "twins: [bits-9]"));

        assertThatThrownBy(() -> ResultsProtocol.read(file))
                .hasMessageContainingAll(
                        "bundle squares-later", "found none", "expected twins of bits-1 to bits-7", "found [bits-9]");
    }
}
