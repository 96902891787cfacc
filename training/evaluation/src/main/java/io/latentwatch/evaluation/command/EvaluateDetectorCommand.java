package io.latentwatch.evaluation.command;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.evaluation.adaptive.AdaptiveBudget;
import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.detect.AttackStore;
import io.latentwatch.evaluation.detect.DetectorEvaluator;
import io.latentwatch.evaluation.detect.DetectorPage;
import io.latentwatch.evaluation.detect.DetectorReport;
import io.latentwatch.evaluation.detect.DetectorTable;
import io.latentwatch.evaluation.detect.PlannedAttacks;
import io.latentwatch.evaluation.detect.PlannedCorruptions;
import io.latentwatch.evaluation.detect.SourceModel;
import io.latentwatch.evaluation.images.LabelledData;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.evaluation.sample.PixelEncoding;
import io.latentwatch.evaluation.sample.SampleFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code latentwatch evaluate-detector}: measures what a bundle's detector flags, and writes it as JSON and as a page. */
@Command(
        name = "evaluate-detector",
        description =
                "Measures a bundle's detector: false alarms on clean images, which attacks on its network are flagged, by attackers who know the network and, where asked for, the detector too, and how far corruptions show.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class EvaluateDetectorCommand implements Callable<Integer> {

    @Option(names = "--bundle", required = true, paramLabel = "BUNDLE", description = "The bundle's folder or archive.")
    private Path bundle;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description =
                    "Folder of labelled images, of which the test set is taken where there is one; neither trained nor calibrated on.")
    private Path data;

    @Option(
            names = "--attacks",
            split = ",",
            paramLabel = "NAME[:EPSILON]",
            description =
                    "fgsm, pgd-40, pgd-100x10, apgd-ce, apgd-t, fab-t, square, hop-skip-jump or autoattack with a radius in [0,1] pixel range, cw-l2 or cw-l2-10 without, rotation-shift with degrees; each of these also behind transfer-, made on --source-model. With knowledge of the detector, each with a radius: adaptive-pgd, adaptive-pgd-steep, orthogonal-pgd, selective-pgd, feature-match, decision. None: clean images alone.")
    private List<String> attacks = List.of();

    @Option(
            names = "--source-model",
            paramLabel = "FILE",
            description =
                    "Classifier that transfer attacks are made on, ONNX: images in [0,1] in, logits out; the bundle's network judges them.")
    private Path sourceModel;

    @Option(
            names = "--images",
            defaultValue = "1000",
            description = "Images that are attacked; clean ones are all taken.")
    private int images;

    @Option(
            names = "--corruptions",
            split = ",",
            paramLabel = "NAME",
            description = "Also corrupts images: all, or names such as fog and jpeg (training/README.md lists them).")
    private List<String> corruptions = List.of();

    @Option(
            names = "--severities",
            split = ",",
            defaultValue = "1,3,5",
            paramLabel = "1..5",
            description = "Of the corruptions.")
    private List<Integer> severities;

    @Option(
            names = "--corrupted-images",
            defaultValue = "1000",
            description = "Images that are corrupted, the first ones.")
    private int corruptedImages;

    @Option(
            names = "--alphas",
            split = ",",
            defaultValue = "0.01",
            description = "Promised shares of flags on clean images.")
    private List<Double> alphas;

    @Option(
            names = "--adaptive-targets",
            defaultValue = "5",
            description = "Classes that an attacker who knows the detector aims at, the likeliest first.")
    private int targets;

    @Option(
            names = "--adaptive-runs",
            defaultValue = "4",
            description = "Runs for each of these classes, each from another start and with another weight.")
    private int runs;

    @Option(names = "--adaptive-steps", defaultValue = "100", description = "Steps of each run.")
    private int steps;

    @Option(
            names = "--decision-queries",
            defaultValue = "2000",
            description = "Queries of an attacker who sees decisions alone, for each image.")
    private int queries;

    @Option(names = "--seed", defaultValue = "1", description = "Of every attack and corruption.")
    private long seed;

    @Option(names = "--threads", defaultValue = "2", description = "Of the attacks.")
    private int threads;

    @Option(
            names = "--samples",
            paramLabel = "DIR",
            description = "Also write each attack's images, 8 bits, as an Avro container file of Image records.")
    private Path samples;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "JSON file to write.")
    private Path out;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write the report as a page with charts.")
    private Path html;

    @Option(names = "--overwrite", description = "Replace files that exist.")
    private boolean overwrite;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        requireNone(out);
        if (html != null) {
            requireNone(html);
        }
        for (String attack : attacks) {
            if (samples != null) {
                requireNone(sample(attack));
            }
        }
        if (sourceModel == null) {
            return measure(Optional.empty());
        }
        if (attacks.stream().noneMatch(PlannedAttacks::isTransfer)) {
            throw new IllegalArgumentException(
                    "--source-model: expected a transfer attack among --attacks, found %s; ask for one, such as transfer-pgd-40:0.1"
                            .formatted(attacks));
        }
        try (SourceModel source = SourceModel.of(Files.readAllBytes(sourceModel))) {
            return measure(Optional.of(source));
        }
    }

    private int measure(Optional<SourceModel> source) throws IOException {
        DetectorEvaluator.Settings settings = DetectorEvaluator.Settings.named(
                attacks,
                source,
                new AdaptiveBudget(targets, runs, steps, queries),
                images,
                PlannedCorruptions.parse(corruptions, severities, corruptedImages),
                alphas,
                seed,
                threads);
        Bundle watched = BundleReader.read(bundle);
        OnnxDetector.open(watched, DetectorOptions.promising(alphas.get(0)))
                .close(); // all of the bundle's checks, as the job makes them
        LabelledImages set = LabelledData.open(data).only();
        Files.createDirectories(out.toAbsolutePath().getParent());
        if (samples != null) {
            Files.createDirectories(samples);
        }
        DetectorProgress progress = new DetectorProgress(command.commandLine().getErr());
        DetectorReport report =
                new DetectorEvaluator(watched, set, settings, progress, AttackStore.NONE).run(this::keep);
        report.write(out);
        PrintWriter terminal = command.commandLine().getOut();
        DetectorTable.lines(report).forEach(terminal::println);
        terminal.println("written to " + out);
        if (html != null) {
            Files.createDirectories(html.toAbsolutePath().getParent());
            Files.writeString(html, DetectorPage.write(report));
            terminal.println("written to " + html);
        }
        terminal.flush();
        return 0;
    }

    private void requireNone(Path file) throws IOException {
        if (Files.exists(file) && !overwrite) {
            throw new IOException(file + ": expected no such file, found one; give another name, or --overwrite");
        }
    }

    private Path sample(String attack) {
        return samples.resolve(attack.replace(':', '-') + ".avro");
    }

    private void keep(String attack, AttackedImages attacked) {
        if (samples == null) {
            return;
        }
        try (SampleFile sample = SampleFile.create(sample(attack), PixelEncoding.RAW)) {
            sample.append(attacked.images(), "test", 0, attacked.attributes());
            sample.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
