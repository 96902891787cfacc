package io.latentwatch.evaluation.command;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.evaluation.detect.AblationReport;
import io.latentwatch.evaluation.detect.AblationTable;
import io.latentwatch.evaluation.detect.DetectorAblation;
import io.latentwatch.evaluation.detect.PlannedAttacks;
import io.latentwatch.evaluation.images.LabelledData;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code latentwatch ablate-detector}: measures what each kind of score adds, for choices. */
@Command(
        name = "ablate-detector",
        description =
                "Measures what each family of scores and each squeezer adds to a bundle's detector, and costs. On validation images: never on those that a report is made with.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class AblateDetectorCommand implements Callable<Integer> {
    @Option(names = "--bundle", required = true, paramLabel = "BUNDLE", description = "The bundle's folder or archive.")
    private Path bundle;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Labelled validation images, such as RUN/validation.")
    private Path data;

    @Option(
            names = "--held-out",
            required = true,
            paramLabel = "DIR",
            description =
                    "Images that the bundle was profiled on, such as RUN/held-out; those of its calibration are taken.")
    private Path heldOut;

    @Option(
            names = "--attacks",
            split = ",",
            defaultValue = "fgsm:0.2,pgd-40:0.2",
            paramLabel = "NAME[:EPSILON]",
            description = "As in evaluate-detector.")
    private List<String> attacks;

    @Option(names = "--images", defaultValue = "500", description = "Validation images that are attacked.")
    private int images;

    @Option(names = "--alpha", defaultValue = "0.01", description = "Promised share of flags on clean images.")
    private double alpha;

    @Option(names = "--seed", defaultValue = "1", description = "Of every attack.")
    private long seed;

    @Option(names = "--threads", defaultValue = "2", description = "Of the attacks.")
    private int threads;

    @Option(names = "--speed-seconds", defaultValue = "20", description = "Time to compare speeds.")
    private double speedSeconds;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "JSON file to write.")
    private Path out;

    @Option(names = "--overwrite", description = "Replace the file if it exists.")
    private boolean overwrite;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        if (Files.exists(out) && !overwrite) {
            throw new IOException(out + ": expected no such file, found one; give another --out, or --overwrite");
        }
        DetectorAblation.Settings settings = new DetectorAblation.Settings(
                PlannedAttacks.parse(attacks),
                images,
                alpha,
                seed,
                threads,
                Duration.ofMillis(Math.round(1000 * speedSeconds)));
        Bundle watched = BundleReader.read(bundle);
        OnnxDetector.open(watched, DetectorOptions.promising(alpha))
                .close(); // all of the bundle's checks, as the job makes them
        PrintWriter progress = command.commandLine().getErr();
        AblationReport report = new DetectorAblation(
                        watched,
                        LabelledData.open(heldOut).only(),
                        LabelledData.open(data).only(),
                        settings)
                .run(line -> {
                    progress.println(line);
                    progress.flush();
                });
        report.write(out);
        PrintWriter terminal = command.commandLine().getOut();
        AblationTable.lines(report).forEach(terminal::println);
        terminal.println("written to " + out);
        terminal.flush();
        return 0;
    }
}
