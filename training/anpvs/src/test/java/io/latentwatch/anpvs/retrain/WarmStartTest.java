package io.latentwatch.anpvs.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.anpvs.configuration.Phase;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the demo's bundles: one trained by ANP-VS, one whose provenance has another form. */
class WarmStartTest {
    private static final Path DEMO = Path.of("../../jobs/local/demo");

    @TempDir
    private Path folder;

    @Test
    void goesOnAsTheLastPhaseWasWithoutMasks() throws IOException {
        Bundle bundle = BundleReader.read(DEMO.resolve("anp-vs/bundle"));

        TrainingConfiguration configuration = start(Optional.empty(), Map.of("threads", "2"), bundle);

        assertThat(configuration.network()).isEqualTo("before.onnx");
        assertThat(configuration.masks()).isNull();
        assertThat(configuration.loss().adversarialWeight()).isEqualTo(2);
        assertThat(configuration.threads()).isEqualTo(2);
        assertThat(configuration.phases()).singleElement().satisfies(phase -> {
            assertThat(phase.epochs()).isEqualTo(3);
            assertThat(phase.learningRate().at(0)).isEqualTo(0.002);
            assertThat(phase.learningRate().at(Math.nextDown(1.0))).isCloseTo(0, within(1e-12));
            assertThat(phase.attack().steps()).isEqualTo(20);
            assertThat(phase.attack().epsilon().at(0)).isEqualTo(0.1);
        });
    }

    @Test
    void aPresetSaysSoInstead() throws IOException {
        Bundle bundle = BundleReader.read(DEMO.resolve("standard/bundle"));

        TrainingConfiguration configuration =
                start(Optional.of("fashion-lenet5-standard-quick"), Map.of("phases.0.epochs", "1"), bundle);

        assertThat(configuration.network()).isEqualTo("before.onnx");
        assertThat(configuration.preset()).isEqualTo("fashion-lenet5-standard-quick");
        assertThat(configuration.phases()).extracting(Phase::epochs).startsWith(1);
    }

    @Test
    void aBundleThatDoesNotSayHowItWasTrainedNeedsOne() throws IOException {
        Bundle bundle = BundleReader.read(DEMO.resolve("standard/bundle"));

        assertThatThrownBy(() -> start(Optional.empty(), Map.of(), bundle))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--preset");
    }

    private TrainingConfiguration start(Optional<String> preset, Map<String, String> values, Bundle bundle)
            throws IOException {
        return new WarmStart(3, 0.002, preset, values)
                .configuration(bundle, Path.of("before.onnx"), folder.resolve("configuration.json"));
    }
}
