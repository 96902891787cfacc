package io.latentwatch.anpvs.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.anpvs.TestConfigurations;
import io.latentwatch.anpvs.masked.GateMode;
import io.latentwatch.anpvs.network.InitialNetwork;
import io.latentwatch.anpvs.network.NetworkFile;
import io.latentwatch.evaluation.images.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {
    @TempDir
    private Path folder;

    static List<String> names() {
        return Presets.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyPresetCanBeReadAndNamesANetwork(String name) throws IOException {
        TrainingConfiguration configuration = Presets.read(name, Map.of());

        assertThat(configuration.preset()).isEqualTo(name);
        ImageShape shape = name.startsWith("cifar") ? new ImageShape(3, 32, 32) : new ImageShape(1, 28, 28);
        assertThat(NetworkFile.find(configuration.network(), shape, 10).spec().classes())
                .isEqualTo(10);
    }

    @Test
    void setsSingleValuesByTheirPath() throws IOException {
        TrainingConfiguration configuration = Presets.read(
                "mnist-lenet5-anp-vs-quick",
                Map.of("phases.1.attack.epsilon", "[0.1, 0.2]", "masks.klWeight", "7", "phases.0.gates", "frozen"));

        assertThat(configuration.phases().get(1).attack().at(0.5).epsilon()).isEqualTo(0.15000000000000002);
        assertThat(configuration.masks().klWeight()).isEqualTo(7);
        assertThat(configuration.phases().get(0).gates()).isEqualTo(GateMode.FROZEN);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Presets.read("mnist-lenet6", Map.of()))
                .hasMessageContainingAll("mnist-lenet5-at-quick", "found 'mnist-lenet6'");
        assertThatThrownBy(() -> Presets.read("nowhere.yaml", Map.of())).hasMessageContaining("nowhere.yaml");
        assertThatThrownBy(() -> TestConfigurations.of(TestConfigurations.CLEAN, "epochs: 3"))
                .hasMessageContaining("epochs");
        assertThatThrownBy(() -> TestConfigurations.of(TestConfigurations.CLEAN, "phases.0.epoch: 3"))
                .hasMessageContainingAll("phases.0.epoch: unknown key, expected some of [", "epochs")
                .hasMessageNotContaining("jackson");
        assertThatThrownBy(() -> TestConfigurations.of(TestConfigurations.CLEAN, "phases.7.epochs: 3"))
                .hasMessageContainingAll("phases.7.epochs", "'7'");
    }

    @Test
    void refusesImpossibleValuesSayingWhere() {
        assertThatThrownBy(() -> TestConfigurations.of(TestConfigurations.ANP_VS, "phases.1.attack.epsilon: -0.1"))
                .hasMessageContainingAll("phases.1.attack", "epsilon must lie in [0,1]", "-0.1");
        assertThatThrownBy(() -> TestConfigurations.of(TestConfigurations.CLEAN, "batchSize: 0", "heldOut: -1"))
                .hasMessageContainingAll(
                        "batchSize must be at least 1, found 0", "heldOut must be at least 0, found -1");
        assertThatThrownBy(() -> TestConfigurations.of(TestConfigurations.CLEAN, "phases.0.gates: TRAINED"))
                .hasMessageContainingAll("phase clean", "masks");
        assertThatThrownBy(() -> TestConfigurations.of(TestConfigurations.CLEAN, "loss.kind: TRADES"))
                .hasMessageContaining("tradesWeight");
        assertThatThrownBy(() -> TestConfigurations.of(
                        TestConfigurations.CLEAN, "phases.0.weights: {mode: PRUNE, sparsity: 1.5}"))
                .hasMessageContainingAll("phases.0.weights", "[0,1)", "1.5");
        assertThatThrownBy(() -> TestConfigurations.of(
                        TestConfigurations.CLEAN,
                        "phases.0.weights: {mode: PRUNE, sparsity: 0.5}",
                        "gaussianWeights: {priorDeviation: 1, start: -3, klWeight: 0.01}"))
                .hasMessageContainingAll("phase clean", "gaussianWeights");
        assertThatThrownBy(() -> TestConfigurations.of(TestConfigurations.CLEAN, "batchSize: null"))
                .hasMessageEndingWith("batchSize: expected a value (int), found none");
    }

    /** A hash that hung on the order of a map would refuse to resume in another process. */
    @Test
    void hashHangsOnValuesAndLayersAlone() throws IOException {
        InitialNetwork spec = NetworkFile.find("lenet-5-caffe", new ImageShape(1, 28, 28), 10);
        String hash = Presets.read("mnist-lenet5-anp-vs-quick", Map.of()).hash(spec, "data");

        assertThat(Presets.read("mnist-lenet5-anp-vs-quick", Map.of("masks.klFactors", "{gate2: 4, gate1: 9}"))
                        .hash(spec, "data"))
                .isEqualTo(hash);
        assertThat(Presets.read("mnist-lenet5-anp-vs-quick", Map.of("preset", "another name"))
                        .hash(spec, "data"))
                .isEqualTo(hash);
        assertThat(Presets.read("mnist-lenet5-anp-vs-quick", Map.of("seed", "2"))
                        .hash(spec, "data"))
                .isNotEqualTo(hash);
        InitialNetwork other = NetworkFile.find("lenet-5-caffe", new ImageShape(1, 28, 28), 9);
        assertThat(Presets.read("mnist-lenet5-anp-vs-quick", Map.of()).hash(other, "data"))
                .isNotEqualTo(hash);
    }

    @Test
    void refusesWhatCouldOnlyFailLater() {
        assertThatThrownBy(() -> TestConfigurations.of(TestConfigurations.ANP_VS, "loss.adversarialWeight: -1"))
                .hasMessageContainingAll("adversarialWeight", "-1");
        assertThatThrownBy(() -> TestConfigurations.of(TestConfigurations.ANP_VS, "phases.1.attack.epsilon: [0, 0.1]"))
                .hasMessageContainingAll("phases.1.attack", "step sizes", "0.0");
        assertThatThrownBy(() -> TestConfigurations.of(TestConfigurations.CLEAN, "batchSize: 1.7"))
                .hasMessageContaining("batchSize");
        assertThatThrownBy(() -> TestConfigurations.of(TestConfigurations.CLEAN, "phases.0.name: [1"))
                .hasMessageContainingAll("phases.0.name", "[1");
    }

    @Test
    void readsANetworkOfOnesOwn() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), """
                name: mine
                layers:
                  - {layer: convolution, name: conv, channels: 4, kernel: 3, padding: 1}
                  - {layer: batch-norm, name: norm}
                  - {layer: gate, name: gate, start: 2}
                  - {layer: relu, name: relu}
                  - {layer: flatten, name: flatten}
                  - {layer: dense, name: dense, units: 3}
                """);

        var spec = NetworkFile.find(file.toString(), new ImageShape(1, 8, 8), 3).spec();

        // 4 x 9 + 4, twice 4 for the normalisation, 3 x 256 + 3
        assertThat(spec.trainedValues()).isEqualTo(40 + 8 + 771);
        Files.writeString(folder.resolve("again.json"), NetworkFile.write(spec).toString());
        assertThat(NetworkFile.find(folder.resolve("again.json").toString(), new ImageShape(1, 8, 8), 3)
                        .spec())
                .isEqualTo(spec);
        assertThatThrownBy(() -> NetworkFile.find(file.toString(), new ImageShape(1, 8, 8), 10))
                .hasMessageContainingAll("mine.yaml", "10 units", "found 3");
        assertThatThrownBy(() -> NetworkFile.find("resnet", new ImageShape(1, 8, 8), 10))
                .hasMessageContainingAll("lenet-5-caffe", "'resnet'");
        Files.writeString(file, "layers: [{layer: pooling, name: p}]");
        assertThatThrownBy(() -> NetworkFile.find(file.toString(), new ImageShape(1, 8, 8), 3))
                .hasMessageContainingAll("mine.yaml", "pooling");
    }

    @Test
    void curvesAreLinearBetweenTheirKnots() {
        Curve curve = new Curve(List.of(0.0, 4.0, 2.0));

        assertThat(curve.at(0)).isZero();
        assertThat(curve.at(0.25)).isEqualTo(2);
        assertThat(curve.at(0.5)).isEqualTo(4);
        assertThat(curve.at(0.75)).isEqualTo(3);
        assertThat(Curve.constant(7).at(0.9)).isEqualTo(7);
        assertThatThrownBy(() -> new Curve(List.of())).hasMessageContaining("found []");
    }
}
