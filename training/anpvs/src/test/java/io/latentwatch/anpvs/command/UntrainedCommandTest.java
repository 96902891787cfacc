package io.latentwatch.anpvs.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.reference.CommandLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UntrainedCommandTest {
    /** 600 images: 480 make the calibration, 459 are the fewest for a false-alarm rate of 1 % with a risk of 1 % (ln 0.01 / ln 0.99 = 458.2). */
    private static final int IMAGES = 600;

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();

    @Test
    void writesABundleThatJudgesTheImagesBesideIt() throws IOException {
        Path network = Files.writeString(folder.resolve("small.yaml"), """
                name: small
                layers:
                  - {layer: convolution, name: conv, channels: 4, kernel: 3, padding: 1}
                  - {layer: relu, name: relu1}
                  - {layer: flatten, name: flatten}
                  - {layer: dense, name: dense, units: 3}
                """);
        Path out = folder.resolve("out");

        assertThat(untrained(network.toString(), "8x6x3", "--classes", "3", "--out", out.toString()))
                .as(output.toString())
                .isZero();

        Bundle bundle = BundleReader.read(out.resolve("bundle"));
        Manifest manifest = bundle.manifest();
        assertThat(manifest.architecture()).isEqualTo("small");
        assertThat(List.of(
                        manifest.input().height(),
                        manifest.input().width(),
                        manifest.input().channels()))
                .containsExactly(8, 6, 3);
        assertThat(manifest.classes()).hasSize(3);
        try (OnnxDetector detector = OnnxDetector.open(bundle, DetectorOptions.DEFAULTS);
                Stream<LabelledImage> images =
                        ImageSets.open(out.resolve("held-out")).images()) {
            List<Outcome> outcomes = detector.inspect(
                    images.map(image -> new ImageToInspect(image.image(), true)).toList());
            assertThat(outcomes).hasSize(IMAGES).hasOnlyElementsOfType(Outcome.Judged.class);
        }
    }

    @Test
    void theSeedDecidesTheModel() throws IOException {
        untrained(
                "vgg-16-x0.05",
                "32x32x3",
                "--seed",
                "7",
                "--out",
                folder.resolve("a").toString());
        untrained(
                "vgg-16-x0.05",
                "32x32x3",
                "--seed",
                "7",
                "--out",
                folder.resolve("b").toString());
        untrained(
                "vgg-16-x0.05",
                "32x32x3",
                "--seed",
                "8",
                "--out",
                folder.resolve("c").toString());

        assertThat(folder.resolve("a/model.onnx"))
                .as(output.toString())
                .hasSameBinaryContentAs(folder.resolve("b/model.onnx"));
        assertThat(Files.readAllBytes(folder.resolve("c/model.onnx")))
                .isNotEqualTo(Files.readAllBytes(folder.resolve("a/model.onnx")));
    }

    @Test
    void refusesWhatItCannotMake() throws IOException {
        String out = folder.resolve("out").toString();

        assertThat(untrained("lenet-5-caffe", "28x28", "--out", out)).isEqualTo(1);
        assertThat(untrained("resnet", "28x28x1", "--out", out)).isEqualTo(1);
        assertThat(untrained("lenet-5-caffe", "28x28x1", "--out", folder.toString()))
                .isEqualTo(1);

        assertThat(output.toString()).contains("such as 32x32x3, found '28x28'", "found 'resnet'", "no such folder");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private int untrained(String network, String input, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("--network", network, "--input", input, "--images", String.valueOf(IMAGES)));
        arguments.addAll(List.of(more));
        PrintWriter terminal = new PrintWriter(output, true);
        return CommandLines.of(new UntrainedCommand(), List.of())
                .setOut(terminal)
                .setErr(terminal)
                .execute(arguments.toArray(String[]::new));
    }
}
