package io.latentwatch.anpvs.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.TestConfigurations;
import io.latentwatch.evaluation.images.IdxFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsRunTest {
    private static final String PROTOCOL = """
            date: "2026-11-25"
            dataSet: three squares
            heldOut: 12
            validation: 4
            evaluation: {epsilon: 0.3, stepSize: 0.1, images: 1, sanityImages: 0, seed: 1}
            ablation: false
            speedSeconds: 0.05
            rows:
              - {name: clean, title: Clean, preset: clean.yaml, seeds: [1]}
              - {name: pruned, title: Pruned, preset: pruned.yaml, seeds: [2], source: clean}
            """;

    @TempDir
    private Path folder;

    private ResultsFolder results;

    @BeforeEach
    void writeImagesAndPresets() throws IOException {
        SyntheticImages.write(folder, 48, 6);
        Files.writeString(folder.resolve("clean.yaml"), TestConfigurations.CLEAN);
        Files.writeString(
                folder.resolve("pruned.yaml"),
                TestConfigurations.ANP_VS.replace("epochs: 2", "epochs: 1").replace("klWeight: 4", "klWeight: 0.1"));
        results = new ResultsFolder(folder.resolve("results"));
    }

    @Test
    void finishesEveryRowAndSkipsThemTheSecondTime() throws IOException {
        Recorder first = new Recorder();
        assertThat(run(PROTOCOL, first)).isEmpty();
        assertThat(first.trained).containsExactly("clean-1", "pruned-2");

        RowResult pruned = results.read(new NetworkId("pruned", 2)).orElseThrow();
        assertThat(pruned.attack("transfer")).isPresent();
        assertThat(pruned.training().epochs()).hasSize(3);
        assertThat(pruned.masks().get("relu1")).hasSize(20);
        assertThat(pruned.masks().get("relu3")).hasSize(500);
        assertThat(pruned.evaluation().whiteBox().layers().get(0).features()).hasSize((int)
                pruned.masks().get("relu1").stream().filter(mask -> mask > 0).count());
        assertThat(results.model(pruned.network())).exists();

        Recorder second = new Recorder();
        assertThat(run(PROTOCOL, second)).isEmpty();
        assertThat(second.trained).isEmpty();
        assertThat(second.networks)
                .containsExactly("1 of 2 clean-1: finished already", "2 of 2 pruned-2: finished already");
    }

    @Test
    void evaluatesAgainWithoutTrainingWhenTheEvaluationIsAnother() throws IOException {
        run(PROTOCOL, new Recorder());

        Recorder again = new Recorder();
        assertThat(run(PROTOCOL.replace("epsilon: 0.3", "epsilon: 0.2"), again)).isEmpty();

        assertThat(again.trained).isEmpty();
        assertThat(results.read(new NetworkId("clean", 1))
                        .orElseThrow()
                        .evaluation()
                        .protocol()
                        .epsilon())
                .isEqualTo(0.2);
    }

    @Test
    void goesOnFromTheCheckpointOfWhatWasCutOff() throws IOException {
        Files.writeString(folder.resolve("clean.yaml"), TestConfigurations.CLEAN.replace("epochs: 1", "epochs: 2"));
        Recorder cut = new Recorder();
        cut.stopInEpoch = 2;
        assertThat(run(PROTOCOL, cut)).containsKey(new NetworkId("clean", 1));

        Recorder resumed = new Recorder();
        assertThat(run(PROTOCOL, resumed)).isEmpty();
        assertThat(resumed.epochsDone).startsWith(1);
        assertThat(results.read(new NetworkId("clean", 1))
                        .orElseThrow()
                        .training()
                        .epochs())
                .hasSize(2);
    }

    @Test
    void failingRowDoesNotStopTheOthers() throws IOException {
        Files.writeString(folder.resolve("clean.yaml"), "phases: none of this kind");
        String withoutSource = PROTOCOL.replace(", source: clean", "");
        Recorder recorder = new Recorder();

        Map<NetworkId, Exception> failures = run(withoutSource, recorder);

        assertThat(failures).containsOnlyKeys(new NetworkId("clean", 1));
        assertThat(failures.get(new NetworkId("clean", 1))).hasMessageContaining("clean.yaml");
        assertThat(recorder.failed).containsExactly("clean-1");
        assertThat(results.read(new NetworkId("pruned", 2))).isPresent();
    }

    @Test
    void refusesToMixARunOfAnotherConfiguration() throws IOException {
        String one = PROTOCOL.substring(0, PROTOCOL.indexOf("  - {name: pruned"));
        run(one, new Recorder());
        Files.writeString(
                folder.resolve("clean.yaml"), TestConfigurations.CLEAN.replace("batchSize: 8", "batchSize: 16"));

        Map<NetworkId, Exception> failures = run(one, new Recorder());

        assertThat(failures.get(new NetworkId("clean", 1))).hasMessageContainingAll("clean-1", "another --work");
    }

    @Test
    void refusesRowsThatSetOtherImagesAside() throws IOException {
        assertThat(run(PROTOCOL.replace("heldOut: 12", "heldOut: 13"), new Recorder())
                        .get(new NetworkId("clean", 1)))
                .hasMessageContainingAll("13 and 4", "12 and 4");
    }

    @Test
    void refusesImpossibleProtocolsWithAllProblemsAtOnce() {
        assertThatThrownBy(() -> protocol(PROTOCOL.replace("source: clean", "source: none")
                        .replace("seeds: [1]", "seeds: []")
                        .replace("speedSeconds: 0.05", "speedSeconds: 0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("protocol.yaml", "speedSeconds", "row clean", "row pruned", "none");
        assertThatThrownBy(() -> protocol(PROTOCOL + "epsilom: 1\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("epsilom");
    }

    @Test
    void takesTheFirstSeedOfEveryRowFirstAndSourcesOfAnotherSeed() throws IOException {
        ResultsProtocol protocol = protocol(PROTOCOL.replace("seeds: [1]}", "seeds: [1, 2], source: clean}")
                .replace("seeds: [2]", "seeds: [1, 2, 3]"));

        assertThat(protocol.networks().stream().map(NetworkId::name))
                .containsExactly("clean-1", "pruned-1", "clean-2", "pruned-2", "pruned-3");
        assertThat(protocol.source(new NetworkId("clean", 1))).hasValue(new NetworkId("clean", 2));
        assertThat(protocol.source(new NetworkId("clean", 2))).hasValue(new NetworkId("clean", 1));
        assertThat(protocol.source(new NetworkId("pruned", 3))).hasValue(new NetworkId("clean", 1));
    }

    private Map<NetworkId, Exception> run(String text, ResultsListener listener) throws IOException {
        ResultsProtocol protocol = protocol(text);
        ResultsRun.Folders folders = new ResultsRun.Folders(folder, folder.resolve("work"), results);
        return new ResultsRun(protocol, folders, new IdxFolder(folder), 1, listener).run(protocol.networks());
    }

    private ResultsProtocol protocol(String text) throws IOException {
        return ResultsProtocol.read(Files.writeString(folder.resolve("protocol.yaml"), text));
    }
}
