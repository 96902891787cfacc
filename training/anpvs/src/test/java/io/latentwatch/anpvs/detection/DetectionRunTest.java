package io.latentwatch.anpvs.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.TestConfigurations;
import io.latentwatch.anpvs.results.NetworkId;
import io.latentwatch.anpvs.results.Recorder;
import io.latentwatch.anpvs.results.ResultsFolder;
import io.latentwatch.evaluation.detect.DetectorEvaluator;
import io.latentwatch.evaluation.detect.SplitCheck;
import io.latentwatch.evaluation.detect.TableFlags;
import io.latentwatch.evaluation.images.IdxFolder;
import io.latentwatch.evaluation.query.QueryReport;
import io.latentwatch.evaluation.query.QueryRow;
import io.latentwatch.schemas.ScoreSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionRunTest {
    private static final String PROTOCOL = """
            id: squares
            date: "2026-01-01"
            dataSet: Squares
            heldOut: 620
            validation: 6
            alphas: [0.2]
            splits: 50
            perClass: false
            attacks: ["fgsm:0.3"]
            images: 8
            unbounded: {attacks: [cw-l2], images: 2}
            adaptive: {attacks: ["adaptive-pgd:0.3"], images: 4, budget: {targets: 1, runs: 1, steps: 1, queries: 1}, undetectedAtMost: {clean: 90}}
            corruptions: [brightness]
            severities: [1, 3]
            corrupted: 5
            alarms: {runs: 2, sources: 3, before: 20, after: 60, window: 20, attacked: 0.2, classShare: 0.5, attacks: ["fgsm:0.3"], attackedImages: 8, corruptions: [brightness], severity: 3, corruptedImages: 5, attackWithin: 30, driftWithin: 50, imagesPerFalseAlarm: 1e4, sourceImagesPerFalseAlarm: 1e3, smallestChange: 0.5}
            queries: {attacks: ["square:0.3"], images: 2, queries: 20, within: 10, sources: [1, 2], imagesPerFalseAlarm: 1e3}
            alarmsAtLeast: 90
            queriesAtLeast: 95
            seed: 1
            networks:
              - {name: clean, title: Clean, preset: clean.yaml, seeds: [1, 2], twins: [bits-1]}
            goals:
              - {network: clean, attacks: ["fgsm:0.3", cw-l2], atLeast: 90}
            """;

    private static final String FURTHER =
            "further: {attacks: [\"transfer-fgsm:0.3\", \"rotation-shift:10\"], images: 3, sources: {clean: clean-2}, inputs: [bits-1]}\n";

    @TempDir
    private Path folder;

    private final Recorder recorder = new Recorder();
    private final List<String> attacked = new ArrayList<>();
    private String interruptedBy = "";

    @BeforeEach
    void writeImagesAndPreset() throws IOException {
        SyntheticImages.write(folder, 700, 30);
        Files.writeString(
                folder.resolve("clean.yaml"),
                TestConfigurations.CLEAN
                        .replace("heldOut: 12", "heldOut: 620")
                        .replace("validation: 4", "validation: 6"));
    }

    @Test
    void measuresEveryTrainingAttacksTheFirstAndSkipsWhatIsFinished() throws IOException {
        DetectionProtocol protocol = protocol(PROTOCOL);

        assertThat(run(protocol)).isEmpty();

        assertThat(recorder.trained).containsExactly("clean-1", "clean-2");
        List<String> byThoseWhoKnow = List.of(
                "fgsm:0.3", "adaptive-pgd:0.3", "check at epsilon 1", "control: max-softmax under adaptive-pgd:0.3");
        assertThat(attacked.subList(0, 3)).containsExactly("fgsm:0.3", "brightness 1", "brightness 3");
        assertThat(attacked.subList(3, 5)).containsExactly("fgsm:0.3", "brightness 3"); // for streams
        assertThat(attacked.get(5)).isEqualTo("cw-l2");
        assertThat(attacked.subList(6, attacked.size())).isEqualTo(byThoseWhoKnow);
        DetectionResult first = read("clean-1");
        assertThat(first.report().clean()).hasSize(2); // with and without twin
        assertThat(first.report().attacks()).hasSize(1);
        assertThat(first.report().corruptions()).hasSize(2);
        assertThat(first.splits()).singleElement().satisfies(check -> {
            assertThat(check.calibration()).isEqualTo(24);
            assertThat(check.test()).isEqualTo(6);
            assertThat(check.pValue()).isGreaterThan(0.001);
        });
        assertThat(read("clean-2").report().attacks()).isEmpty();
        assertThat(read("clean-2").report().bundleId())
                .isNotEqualTo(first.report().bundleId());

        assertThat(run(protocol)).isEmpty();
        assertThat(recorder.trained).hasSize(2);
        assertThat(attacked).hasSize(10);

        assertThat(run(protocol(PROTOCOL.replace("images: 8", "images: 9")))).isEmpty();
        assertThat(recorder.trained).hasSize(2);
        assertThat(attacked).hasSize(13); // no other part depends on it

        assertThat(run(protocol(PROTOCOL.replace("queries: 20", "queries: 21"))))
                .isEmpty();
        assertThat(attacked).hasSize(16); // back to eight images; too few are calibrated on to look for queries

        attacked.clear();
        assertThat(run(protocol(PROTOCOL.replace("images: 4", "images: 5")))).isEmpty();
        assertThat(attacked).isEqualTo(byThoseWhoKnow);
    }

    /** The attacks that were over do not run again, and what is found is what an undisturbed run finds. */
    @Test
    void goesOnBehindTheLastAttackOfAPartThatWasInterrupted() throws IOException {
        DetectionProtocol protocol = protocol(PROTOCOL);
        NetworkId network = new NetworkId("clean", 1);
        run(protocol, List.of(network), ProtocolPart.parse(List.of("flags")));
        Set<ProtocolPart> part = ProtocolPart.parse(List.of("adaptive"));
        Path result = folder.resolve("results/squares-clean-1-adaptive.json");
        interruptedBy = "check at epsilon 1";
        assertThat(run(protocol, List.of(network), part)).containsOnlyKeys(network);
        assertThat(result).doesNotExist();

        attacked.clear();
        interruptedBy = "";
        assertThat(run(protocol, List.of(network), part)).isEmpty();
        assertThat(attacked).containsExactly("check at epsilon 1", "control: max-softmax under adaptive-pgd:0.3");
        String resumed = Files.readString(result);

        Files.delete(result);
        assertThat(run(protocol, List.of(network), part)).isEmpty();
        assertThat(attacked).hasSize(2 + 4); // what was kept went with the interruption
        assertThat(result).hasContent(resumed);
    }

    @Test
    void keepsTheNetworkThatWasAttackedAndDoesNotTrainItAgain() throws IOException {
        run(protocol(PROTOCOL));
        assertThat(folder.resolve("results/squares-clean-1.onnx")).exists();
        assertThat(folder.resolve("results/squares-clean-2.onnx")).doesNotExist();
        List<?> clean = read("clean-1").report().clean();

        Files.move(folder.resolve("work"), folder.resolve("work-gone"));
        Files.delete(folder.resolve("results/squares-clean-1.json"));
        assertThat(run(protocol(PROTOCOL))).isEmpty();

        assertThat(recorder.trained).containsExactly("clean-1", "clean-2");
        assertThat(read("clean-1").report().clean()).isEqualTo(clean);
    }

    @Test
    void keepsTheNetworkWhereItsBundleIsThereAlready() throws IOException {
        NetworkId network = new NetworkId("clean", 1);
        run(protocol(PROTOCOL), List.of(network), ProtocolPart.parse(List.of("unbounded")));
        Path kept = folder.resolve("results/squares-clean-1.onnx");
        Files.delete(kept);

        run(protocol(PROTOCOL), List.of(network), ProtocolPart.parse(List.of("alarms")));

        assertThat(kept).exists();
        assertThat(recorder.trained).containsExactly("clean-1");
    }

    @Test
    void refusesAnotherNetworkInPlaceOfTheOneKept() throws IOException {
        NetworkId network = new NetworkId("clean", 1);
        run(protocol(PROTOCOL), List.of(network), ProtocolPart.parse(List.of("unbounded")));
        Files.write(folder.resolve("results/squares-clean-1.onnx"), new byte[] {1});

        Map<NetworkId, Exception> failures =
                run(protocol(PROTOCOL), List.of(network), ProtocolPart.parse(List.of("alarms")));

        assertThat(failures.get(network))
                .hasMessageContainingAll("squares-clean-1.onnx", "squares-clean-1-training.json", "delete both");
    }

    @Test
    void measuresOnlyThePartsAskedFor() throws IOException {
        DetectionProtocol protocol = protocol(PROTOCOL);

        assertThat(run(protocol, protocol.trainings(), ProtocolPart.parse(List.of("unbounded", "alarms"))))
                .isEmpty();

        assertThat(recorder.trained).containsExactly("clean-1"); // the other one is not attacked
        assertThat(attacked).containsExactly("fgsm:0.3", "brightness 3", "cw-l2");
        assertThat(folder.resolve("results/squares-clean-1.json")).doesNotExist();
        assertThat(folder.resolve("results/squares-clean-1-alarms.json")).exists();
        assertThatThrownBy(() -> ProtocolPart.parse(List.of("alarms", "sound")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "--parts: expected some of [flags, classes, alarms, queries, unbounded, further, adaptive], found 'sound'");
    }

    @Test
    void reportsWhatIsFinishedAndWhatIsNot() throws IOException {
        DetectionProtocol protocol = protocol(PROTOCOL);
        Path markdown = folder.resolve("DETECTION.md");

        Path page = DetectionReport.write(List.of(protocol), folder.resolve("results"), markdown);
        assertThat(markdown)
                .content()
                .contains(
                        "## Squares",
                        "not run",
                        "| clean | fgsm:0.3 | 90 |",
                        "| clean | cw-l2 | 90 |",
                        "| clean | all, undetected of the broken | 90 |");

        run(protocol, List.of(new NetworkId("clean", 2)));
        DetectionReport.write(List.of(protocol), folder.resolve("results"), markdown);
        assertThat(markdown).content().contains("| Clean | 1 of 2 | with twin | 20.00 |", "Clean, seed 2", "not run");
        assertThat(page).content().contains("Clean, seed 2");

        run(protocol, List.of(new NetworkId("clean", 1)));
        DetectionReport.write(List.of(protocol), folder.resolve("results"), markdown);
        assertThat(markdown)
                .content()
                .contains("| Clean | cw-l2 |", "on the first 2:")
                .contains("| Clean | adaptive-pgd:0.3 |", "| Clean | max-softmax |", "| Clean | surrogate disagrees |")
                .contains("| Clean | drift everywhere | brightness |", "counted as queries", "| Clean | 0 | 0 | 0 |");
    }

    /** The network that transferred images are made on is trained, too, but not attacked; where it is there, it is taken. */
    @Test
    void attacksFurtherThroughAnotherTraining() throws IOException {
        DetectionProtocol protocol = protocol(PROTOCOL + FURTHER);
        NetworkId network = new NetworkId("clean", 1);
        Set<ProtocolPart> part = ProtocolPart.parse(List.of("further"));

        assertThat(run(protocol, protocol.trainings(), part)).isEmpty();

        assertThat(recorder.trained).containsExactly("clean-1", "clean-2");
        assertThat(attacked).containsExactly("transfer-fgsm:0.3", "rotation-shift:10");
        Path file = folder.resolve("results/squares-clean-1-further.json");
        FurtherAttacks found =
                MeasuredPart.read(file, FurtherAttacks.class).orElseThrow().report();
        assertThat(found.source()).isEqualTo("clean-2");
        assertThat(found.attacks().get(0).parameters()).containsKey("sourceModel");
        assertThat(found.attacks()).allMatch(attack -> attack.images() == 3);
        assertThat(found.defences()).hasSize(3 * 3);
        assertThat(folder.resolve("results/squares-clean-2-further.json")).doesNotExist();

        assertThat(run(protocol, List.of(network), part)).isEmpty();
        assertThat(attacked).hasSize(2); // it is finished

        assertThat(run(protocol(PROTOCOL + FURTHER.replace("images: 3", "images: 4")), List.of(network), part))
                .isEmpty();
        assertThat(recorder.trained).hasSize(2);
        assertThat(attacked).hasSize(4);

        Path markdown = folder.resolve("DETECTION.md");
        DetectionReport.write(List.of(protocol), folder.resolve("results"), markdown);
        assertThat(markdown)
                .content()
                .contains("made on another training: Clean from clean-2", "| Clean | rotation-shift:10 |")
                .contains("| Clean | all of these | input-bits-1 |");
    }

    @Test
    void refusesFurtherAttacksWithoutASource() {
        assertThatThrownBy(() -> protocol(PROTOCOL + FURTHER.replace("clean-2", "clean-1")))
                .hasMessageContainingAll("further: sources: clean", "[clean-1, clean-2]", "found clean-1");
        assertThatThrownBy(() -> protocol(PROTOCOL
                        + FURTHER.replace("transfer-fgsm", "transfer-gas").replace("bits-1", "bits-0")))
                .hasMessageContainingAll("further: attacks", "'transfer-gas:0.3'", "further: inputs", "bits-0");
    }

    /** 162 to 170 images of each class are too few for tables of their own; what was asked for besides is measured. */
    @Test
    void calibratesEachClassByItselfWhereThatIsAsked() throws IOException {
        DetectionProtocol protocol = protocol(PROTOCOL.replace("perClass: false", "perClass: true"));
        NetworkId network = new NetworkId("clean", 1);

        Map<NetworkId, Exception> failures =
                run(protocol, List.of(network), ProtocolPart.parse(List.of("flags", "classes")));

        assertThat(failures.get(network)).hasMessageContainingAll("by class", "at least 528", "--per-class");
        assertThat(read("clean-1").report().clean()).hasSize(2);

        Path results = folder.resolve("results");
        SplitCheck split = new SplitCheck(0.2, 200, 560, 140, 90, 22.4, 22.5, 0.4);
        List<TableFlags> tables = List.of(
                new TableFlags(ScoreSet.TWIN, 0.2, "class-0", 700, 0.15, 10, 3, 0.3, 0.1, 0.6, split),
                new TableFlags(ScoreSet.TWIN, 0.2, "rest", 700, 0.05, 30, 3, 0.1, 0.03, 0.26, null));
        MeasuredPart.of(network, "hash", new ClassFlags("b", tables))
                .write(MeasuredPart.file(results, protocol, network, ProtocolPart.CLASSES));
        Path markdown = folder.resolve("DETECTION.md");
        DetectionReport.write(List.of(protocol), results, markdown);
        assertThat(markdown)
                .content()
                .contains(
                        "| Clean, seed 1 | with twin | 20.00 | 2 | 7.50 | 15.00 | 7.06 to 29.07 | 1 | class-0 | 30.00 | 10.00 to 60.00 |",
                        "| Clean, seed 1 | 20.00 | 1 | 560 to 560 | 22.500 | 22.400 | 0.400 | 0 |");
    }

    /** Of 200 single attacks 100 are over before they are noticed; of 80 attackers who go on all are noticed: 95.4 % at least. */
    @Test
    void holdsQueryAttacksAgainstTheGoalSinglyAndGoingOn() throws IOException {
        DetectionProtocol protocol = protocol(PROTOCOL);
        NetworkId network = new NetworkId("clean", 1);
        Path results = folder.resolve("results");
        QueryRow row = new QueryRow(
                "square:0.3", false, 1, 10, 200, 150, 23.0, 100, 100, 50, 9.0, new QueryRow.GoingOn(80, 80, 90));
        MeasuredPart.of(network, "hash", new QueryReport("b", 0.1, 30, 0, 0, protocol.queries(), List.of(row)))
                .write(MeasuredPart.file(results, protocol, network, ProtocolPart.QUERIES));
        Path markdown = folder.resolve("DETECTION.md");

        DetectionReport.write(List.of(protocol), results, markdown);

        assertThat(markdown)
                .content()
                .contains(
                        "| Clean | square:0.3 | no | 1 | 150 of 200 | 23 | 9 | 50 of 150 | 50.0 (43.1 to 56.9) | not met | 80 of 80 | 100.0 (95.4 to 100.0) | met | 90 |");
    }

    @Test
    void refusesImpossibleProtocols() {
        assertThatThrownBy(() -> protocol(PROTOCOL.replace("[0.2]", "[]")
                        .replace("fgsm:0.3\"]\nimages", "fgsm:x\"]\nimages")
                        .replace("\"adaptive-pgd:0.3\"", "\"pgd-40:0.3\"")
                        .replace("{clean: 90}", "{robust: 90}")
                        .replace("twins: [bits-1]", "twins: [bits-9]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "alphas", "fgsm:x", "network clean", "bits-9", "goals", "'pgd-40:0.3'", "[robust]");
        assertThatThrownBy(() -> protocol(PROTOCOL + "colour: red\n")).hasMessageContaining("colour");
        assertThatThrownBy(() -> DetectionProtocol.read(folder.resolve("none.yaml")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none.yaml");
    }

    private Map<NetworkId, Exception> run(DetectionProtocol protocol) throws IOException {
        return run(protocol, protocol.trainings());
    }

    private Map<NetworkId, Exception> run(DetectionProtocol protocol, List<NetworkId> trainings) throws IOException {
        return run(protocol, trainings, ProtocolPart.parse(List.of()));
    }

    private Map<NetworkId, Exception> run(
            DetectionProtocol protocol, List<NetworkId> trainings, Set<ProtocolPart> parts) throws IOException {
        DetectionRun.Folders folders = new DetectionRun.Folders(
                folder, folder.resolve("work"), new ResultsFolder(folder.resolve("table")), folder.resolve("results"));
        return new DetectionRun(protocol, folders, new IdxFolder(folder), 1, recorder, new Attacks())
                .run(trainings, parts);
    }

    private DetectionResult read(String training) throws IOException {
        return DetectionResult.read(folder.resolve("results/squares-" + training + ".json"))
                .orElseThrow();
    }

    private DetectionProtocol protocol(String text) throws IOException {
        return DetectionProtocol.read(Files.writeString(folder.resolve("protocol.yaml"), text));
    }

    private final class Attacks implements DetectorEvaluator.Listener {
        @Override
        public void begins(String name, int images) {
            attacked.add(name);
            if (name.equals(interruptedBy)) {
                throw new IllegalStateException("interrupted by " + name);
            }
        }

        @Override
        public void done(int images) {}
    }
}
