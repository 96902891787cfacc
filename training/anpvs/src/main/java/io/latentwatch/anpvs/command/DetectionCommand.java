package io.latentwatch.anpvs.command;

import io.latentwatch.anpvs.detection.DetectionProtocol;
import io.latentwatch.anpvs.detection.DetectionReport;
import io.latentwatch.anpvs.detection.DetectionRun;
import io.latentwatch.anpvs.detection.ProtocolPart;
import io.latentwatch.anpvs.results.NetworkId;
import io.latentwatch.anpvs.results.ResultsFolder;
import io.latentwatch.evaluation.detect.DetectorEvaluator;
import io.latentwatch.evaluation.images.LabelledData;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code latentwatch detection}: measures what detectors are worth, as protocols say, and writes the report. */
@Command(
        name = "detection",
        description =
                "Trains, profiles and measures the networks of protocols for detectors, and writes the report of all that is finished. What is finished is skipped.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class DetectionCommand implements Callable<Integer> {
    private static final Path HOME = Path.of(System.getProperty("latentwatch.home", ""));

    @Option(
            names = "--data",
            paramLabel = "ID=DIR",
            description =
                    "A data set's folder by its protocol's id, such as mnist=DIR; may be repeated. Only these protocols are run.")
    private Map<String, Path> data = new LinkedHashMap<>();

    @Option(names = "--work", paramLabel = "DIR", description = "Folder for runs and bundles.")
    private Path work;

    @Option(
            names = "--protocols",
            paramLabel = "FILE",
            split = ",",
            description =
                    "What is run and how it is measured. Default: the files protocol-*.yaml in training/anpvs/detection.")
    private List<Path> protocolFiles = List.of();

    @Option(
            names = "--networks",
            paramLabel = "NAME-SEED",
            split = ",",
            description = "Only these trainings. Default: all.")
    private List<String> networks = List.of();

    @Option(
            names = "--parts",
            paramLabel = "PART",
            split = ",",
            description =
                    "Only these parts: flags, classes, alarms, queries, unbounded, further, adaptive; what costs the most comes last. Default: all.")
    private List<String> parts = List.of();

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "Where what is measured and report.html lie. Default: training/anpvs/detection.")
    private Path results = HOME.resolve("training/anpvs/detection");

    @Option(
            names = "--table",
            paramLabel = "DIR",
            description =
                    "Finished networks of the paper's table, which are not trained again. Default: training/anpvs/results.")
    private Path table = HOME.resolve("training/anpvs/results");

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "The report as Markdown. Default: training/DETECTION.md.")
    private Path markdown = HOME.resolve("training/DETECTION.md");

    @Option(
            names = "--threads",
            defaultValue = "2",
            description = "Of the attacks; those of training stand in the presets.")
    private int threads;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        Map<DetectionProtocol, Path> protocols = new LinkedHashMap<>();
        for (Path file : files()) {
            protocols.put(DetectionProtocol.read(file), file.toAbsolutePath().getParent());
        }
        requireKnown(protocols);
        Set<ProtocolPart> wanted = ProtocolPart.parse(parts);
        Map<String, Exception> failures = new LinkedHashMap<>();
        for (Map.Entry<DetectionProtocol, Path> protocol : protocols.entrySet()) {
            if (data.containsKey(protocol.getKey().id())) {
                run(protocol.getKey(), protocol.getValue(), wanted)
                        .forEach((network, reason) ->
                                failures.put(protocol.getKey().id() + " " + network.name(), reason));
            }
        }
        Path page = DetectionReport.write(List.copyOf(protocols.keySet()), results, markdown);
        print("written to %s and %s".formatted(markdown, page));
        failures.forEach((network, reason) -> print("not finished: %s: %s".formatted(network, reason.getMessage())));
        return failures.isEmpty() ? 0 : 1;
    }

    private List<Path> files() throws Exception {
        if (!protocolFiles.isEmpty()) {
            return protocolFiles;
        }
        try (var found = Files.newDirectoryStream(HOME.resolve("training/anpvs/detection"), "protocol-*.yaml")) {
            List<Path> files = new ArrayList<>();
            found.forEach(files::add);
            files.sort(null);
            return files;
        }
    }

    private void requireKnown(Map<DetectionProtocol, Path> protocols) {
        List<String> ids =
                protocols.keySet().stream().map(DetectionProtocol::id).toList();
        for (String id : data.keySet()) {
            if (!ids.contains(id)) {
                throw new IllegalArgumentException(
                        "--data: expected some of %s, found '%s'; give the id of a protocol".formatted(ids, id));
            }
        }
        if (!data.isEmpty() && work == null) {
            throw new IllegalArgumentException("expected --work DIR for runs and bundles, found none; give one");
        }
    }

    private Map<NetworkId, Exception> run(DetectionProtocol protocol, Path folder, Set<ProtocolPart> wanted)
            throws Exception {
        List<NetworkId> trainings = protocol.trainings().stream()
                .filter(training -> networks.isEmpty() || networks.contains(training.name()))
                .toList();
        try (ResultsProgress progress =
                new ResultsProgress(command.commandLine().getOut())) {
            DetectionRun.Folders folders =
                    new DetectionRun.Folders(folder, work.resolve(protocol.id()), new ResultsFolder(table), results);
            DetectionRun run = new DetectionRun(
                    protocol, folders, LabelledData.open(data.get(protocol.id())), threads, progress, attackProgress());
            TensorLibrary.prepare(run.trainingThreads(trainings));
            return run.run(trainings, wanted);
        }
    }

    private DetectorEvaluator.Listener attackProgress() {
        return new DetectorEvaluator.Listener() {
            @Override
            public void begins(String name, int count) {
                print(name + ", " + count + " images");
            }

            @Override
            public void done(int count) {
                // an attack's name says enough between two trainings
            }
        };
    }

    private void print(String line) {
        PrintWriter terminal = command.commandLine().getOut();
        terminal.println(line);
        terminal.flush();
    }
}
