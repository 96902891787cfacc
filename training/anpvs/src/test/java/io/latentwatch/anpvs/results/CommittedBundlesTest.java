package io.latentwatch.anpvs.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.reference.graph.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bundles that lie beside the results are those of the networks there, and the job would run them. */
class CommittedBundlesTest {
    private static final Path BUNDLES = Path.of("bundles");
    private static final long MOST_BYTES = 10_000_000;

    private static List<ResultsProtocol.Bundled> bundles() throws IOException {
        return protocol().bundles();
    }

    private static ResultsProtocol protocol() throws IOException {
        return ResultsProtocol.read(Path.of("results", "protocol-mnist.yaml"));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void isOfTheRowsFirstNetworkAndRuns(ResultsProtocol.Bundled bundled) throws IOException {
        ResultsProtocol.Row row = protocol().row(bundled.row()).orElseThrow();
        Path network = new ResultsFolder(Path.of("results"))
                .model(row.network(row.seeds().get(0)));

        Bundle bundle = BundleReader.read(BUNDLES.resolve(bundled.name()));

        assertThat(BUNDLES.resolve(bundled.name()).resolve("model.onnx"))
                .as("the row's network, without subnormal weights")
                .hasBinaryContent(Classifier.read(Files.readAllBytes(network), network.toString())
                        .file());
        assertThat(bundle.manifest().classes()).hasSize(10).startsWith("0");
        try (OnnxDetector detector = OnnxDetector.open(bundle, DetectorOptions.DEFAULTS)) {
            assertThat(detector.taps()).hasSize(3);
        }
    }

    @Test
    void areSmall() throws IOException {
        try (Stream<Path> files = Files.walk(BUNDLES)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            long bytes = 0;
            for (Path file : all) {
                bytes += Files.size(file);
                assertThat(file)
                        .as("at most 3 MB")
                        .satisfies(f -> assertThat(Files.size(f)).isLessThan(3_000_000));
            }
            assertThat(bytes).isLessThan(MOST_BYTES);
        }
    }
}
