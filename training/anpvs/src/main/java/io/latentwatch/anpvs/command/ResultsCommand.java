package io.latentwatch.anpvs.command;

import io.latentwatch.anpvs.report.Pictures;
import io.latentwatch.anpvs.report.Report;
import io.latentwatch.anpvs.report.ResultsJson;
import io.latentwatch.anpvs.report.Summary;
import io.latentwatch.anpvs.results.NetworkId;
import io.latentwatch.anpvs.results.ResultBundles;
import io.latentwatch.anpvs.results.ResultsFolder;
import io.latentwatch.anpvs.results.ResultsProtocol;
import io.latentwatch.anpvs.results.ResultsRun;
import io.latentwatch.evaluation.images.LabelledData;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.evaluation.page.HtmlReport;
import io.latentwatch.evaluation.page.MarkdownReport;
import io.latentwatch.evaluation.page.Section;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code latentwatch results}: runs the rows of the paper's table and writes the report. */
@Command(
        name = "results",
        description =
                "Trains and evaluates every row of a protocol, one after another, and writes the report. What is finished is skipped,"
                        + " what was cut off goes on from its checkpoint.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ResultsCommand implements Callable<Integer> {
    private static final Path HOME = Path.of(System.getProperty("latentwatch.home", ""));

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Folder of a training and a test set, as train reads them (see: latentwatch data).")
    private Path data;

    @Option(names = "--work", paramLabel = "DIR", description = "Folder for the runs, each in ROW-SEED.")
    private Path work;

    @Option(
            names = "--protocol",
            paramLabel = "FILE",
            description = "What is run and how it is measured. Default: training/anpvs/results/protocol-mnist.yaml.")
    private Path protocolFile = HOME.resolve("training/anpvs/results/protocol-mnist.yaml");

    @Option(
            names = "--rows",
            paramLabel = "ROW",
            split = ",",
            description = "Only these rows; their sources are trained, too. Default: all.")
    private List<String> rows = List.of();

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "Where finished networks, results.json and report.html lie. Default: training/anpvs/results.")
    private Path results = HOME.resolve("training/anpvs/results");

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "The report as Markdown. Default: training/RESULTS.md.")
    private Path markdown = HOME.resolve("training/RESULTS.md");

    @Option(
            names = "--threads",
            defaultValue = "2",
            description = "Of the attacks in evaluations; those of training stand in the presets.")
    private int threads;

    @Option(
            names = "--bundles",
            paramLabel = "DIR",
            description = "Also make bundles of the finished rows that the protocol names, a folder each.")
    private Path bundles;

    @Option(names = "--report-only", description = "Run nothing, write the report of what is finished.")
    private boolean reportOnly;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        ResultsProtocol protocol = ResultsProtocol.read(protocolFile);
        requireKnownRows(protocol);
        if (!reportOnly && work == null) {
            throw new IllegalArgumentException(
                    "expected --work DIR for the runs, found none; give one, or --report-only");
        }
        Map<NetworkId, Exception> failures = reportOnly ? Map.of() : run(protocol);
        report(protocol);
        if (bundles != null) {
            new ResultBundles(protocol, new ResultsFolder(results), LabelledData.open(data))
                    .make(bundles)
                    .forEach((name, outcome) -> print("bundle %s: %s".formatted(name, said(outcome))));
        }
        failures.forEach((network, reason) -> print("not finished: %s: %s".formatted(network.name(), message(reason))));
        return failures.isEmpty() ? 0 : 1;
    }

    private void requireKnownRows(ResultsProtocol protocol) {
        for (String row : rows) {
            if (protocol.row(row).isEmpty()) {
                throw new IllegalArgumentException("--rows: expected some of %s, found '%s'"
                        .formatted(
                                protocol.rows().stream()
                                        .map(ResultsProtocol.Row::name)
                                        .toList(),
                                row));
            }
        }
    }

    private Map<NetworkId, Exception> run(ResultsProtocol protocol) throws IOException {
        List<NetworkId> networks = protocol.networks().stream()
                .filter(network -> rows.isEmpty() || rows.contains(network.row()))
                .toList();
        Path presets = protocolFile.toAbsolutePath().getParent();
        try (ResultsProgress progress =
                new ResultsProgress(command.commandLine().getOut())) {
            ResultsRun.Folders folders = new ResultsRun.Folders(presets, work, new ResultsFolder(results));
            ResultsRun run = new ResultsRun(protocol, folders, LabelledData.open(data), threads, progress);
            TensorLibrary.prepare(run.trainingThreads(networks));
            return run.run(networks);
        }
    }

    private void report(ResultsProtocol protocol) throws IOException {
        ResultsFolder folder = new ResultsFolder(results);
        Summary summary = Summary.of(protocol, folder.read(protocol.networks()));
        List<Section> sections = new Report(summary).sections();
        Files.createDirectories(results);
        Path page = results.resolve("report.html");
        String title = "Results: " + protocol.dataSet();
        Files.writeString(results.resolve("results.json"), ResultsJson.write(summary));
        Files.writeString(
                markdown,
                MarkdownReport.write(
                        title,
                        "./latentwatch results",
                        sections,
                        markdown.toAbsolutePath()
                                .getParent()
                                .relativize(page.toAbsolutePath())
                                .toString()));
        LabelledData images = LabelledData.open(data);
        LabelledImages test = images.test();
        List<Section> all = new ArrayList<>(sections);
        all.addAll(Pictures.sections(summary, folder, test, images.classNames(test.classes())));
        Files.writeString(page, HtmlReport.write(title, all));
        print("written to %s, %s and %s".formatted(markdown, page, results.resolve("results.json")));
    }

    private static String said(ResultBundles.Outcome outcome) {
        return switch (outcome) {
            case MADE -> "made";
            case KEPT -> "was there";
            case NO_NETWORK -> "its network is not finished";
        };
    }

    private static String message(Exception reason) {
        return reason.getMessage() == null ? reason.toString() : reason.getMessage();
    }

    private void print(String line) {
        PrintWriter terminal = command.commandLine().getOut();
        terminal.println(line);
        terminal.flush();
    }
}
