package io.latentwatch.reference;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.SigningKeys;
import io.latentwatch.bundle.SourceCommit;
import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.detector.judge.CalibrationTables;
import io.latentwatch.reference.graph.TapSelection;
import io.latentwatch.reference.profile.HashList;
import io.latentwatch.reference.profile.ProfileReport;
import io.latentwatch.reference.profile.ProfileRequest;
import io.latentwatch.reference.profile.ReferenceProfiler;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a bundle out of a classifier and clean images. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Makes a bundle out of an ONNX classifier and clean images that it was not trained on.")
final class ProfileCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The classifier, ONNX.")
    private Path model;

    @ArgGroup(multiplicity = "1")
    private ImageOptions images;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "BUNDLE",
            description = "The bundle's folder; must not exist.")
    private Path out;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Names the architecture, for people (default: the model file's name).")
    private String name;

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description =
                    "Class names, one a line, in the order of the output (default: classes.txt beside the model, else what the images say).")
    private Path classes;

    @Option(
            names = "--taps",
            split = ",",
            paramLabel = "TENSOR",
            defaultValue = TapSelection.AUTO,
            description =
                    "Tensors to watch: auto for what is found by structure, names to choose, -NAME to leave one out (--taps=-NAME). inspect --model lists them.")
    private List<String> taps;

    @Mixin
    private ModelOptions modelOptions;

    @Option(
            names = "--training-hashes",
            paramLabel = "FILE",
            description =
                    "Hashes of the training images, to see overlap (default: training-images.hashes beside the model, where there is one).")
    private Path trainingHashes;

    @Option(
            names = "--training-report",
            paramLabel = "FILE",
            description =
                    "What goes into the provenance (default: training.json beside the model, where there is one).")
    private Path trainingReport;

    @Option(
            names = "--resize",
            defaultValue = "NONE",
            description = "How other sizes are brought to the input's: ${COMPLETION-CANDIDATES}.")
    private Manifest.ResizeMode resize;

    @Option(
            names = "--shorter-side",
            defaultValue = "0",
            paramLabel = "PIXELS",
            description = "For SHORTER_SIDE_THEN_CENTRE_CROP.")
    private int shorterSide;

    @Option(
            names = "--colour-order",
            defaultValue = "RGB",
            description = "Of an input with three channels: RGB or BGR.")
    private Manifest.ColourOrder colourOrder;

    @Option(
            names = "--value-scale",
            defaultValue = "1",
            description = "1 for a network that takes pixels from 0 to 1, 255 for 0 to 255.")
    private double valueScale;

    @Option(
            names = "--mean",
            split = ",",
            defaultValue = "0",
            description = "Subtracted after scaling: one value, or one per channel.")
    private List<Double> mean;

    @Option(
            names = "--deviation",
            split = ",",
            defaultValue = "1",
            description = "Divided by afterwards: one value, or one per channel.")
    private List<Double> deviation;

    @Option(
            names = "--twins",
            split = ",",
            defaultValue = "bits-1",
            paramLabel = "NAME",
            description =
                    "How twins are made: bits-1 (for digits and the like) to bits-7 (4 and 5 for photographs) by colour depth, median-2x2 by smoothing.")
    private List<String> twins;

    @Option(names = "--top-features", defaultValue = "5", description = "Features named per image.")
    private int topFeatures;

    @Option(
            names = "--per-class",
            description =
                    "Calibrates each predicted class by itself; those with too few images share a table. Promises less with as many images, but keeps a class with many false alarms from living at the expense of the others.")
    private boolean perClass;

    @Option(names = "--seed", defaultValue = "1", description = "Deals the images out.")
    private long seed;

    @Option(
            names = "--examples",
            description = "Puts one clean image of each class into the bundle: only where their licence allows it.")
    private boolean examples;

    @Option(names = "--sign-key", paramLabel = "FILE", description = "Private key that signs the bundle; see keygen.")
    private Path signKey;

    @Override
    public Integer call() throws IOException {
        ImageSet set = images.open();
        ProfileRequest request = new ProfileRequest(
                model,
                set,
                out,
                name == null ? model.getFileName().toString().replaceFirst("\\.onnx$", "") : name,
                classNames(set),
                taps,
                new ProfileRequest.InputChoices(
                        modelOptions.form(),
                        colourOrder,
                        new Manifest.Resize(resize, shorterSide),
                        valueScale,
                        mean,
                        deviation),
                Squeeze.parse(twins),
                topFeatures,
                perClass,
                seed,
                hashes(),
                examples,
                training(),
                SourceCommit.find(),
                key());
        print(new ReferenceProfiler(request).profile(), request);
        return 0;
    }

    private List<String> classNames(ImageSet set) throws IOException {
        Optional<Path> file = beside(classes, "classes.txt");
        return file.isPresent() ? Files.readAllLines(file.get()) : set.classNames();
    }

    private long[] hashes() throws IOException {
        Optional<Path> file = beside(trainingHashes, "training-images.hashes");
        return file.isPresent()
                ? HashList.read(Files.readAllBytes(file.get()), file.get().toString())
                : new long[0];
    }

    private Map<String, Object> training() throws IOException {
        Optional<Path> file = beside(trainingReport, "training.json");
        return file.isPresent()
                ? JsonMapper.builder()
                        .build()
                        .readValue(file.get().toFile(), new TypeReference<Map<String, Object>>() {})
                : Map.of();
    }

    private Optional<PrivateKey> key() throws IOException {
        return signKey == null ? Optional.empty() : Optional.of(SigningKeys.readPrivate(signKey));
    }

    /** The file that was named, else the customary one beside the model where there is one. */
    private Optional<Path> beside(Path named, String customary) {
        if (named != null) {
            return Optional.of(named);
        }
        return Optional.of(model.resolveSibling(customary)).filter(Files::isRegularFile);
    }

    private void print(ProfileReport report, ProfileRequest request) {
        PrintWriter console = spec.commandLine().getOut();
        console.printf(
                "%d images made the references, %d the calibration%n",
                report.standardisationImages(), report.calibrationImages());
        if (report.accuracy() != null) {
            console.printf(Locale.ROOT, "%.2f %% of them are classified rightly%n", 100 * report.accuracy());
        }
        if (report.overlapping() + report.repeated() + report.unreadable() > 0) {
            console.printf(
                    "left out: %d that were trained on, %d that occur twice, %d that cannot be read%n",
                    report.overlapping(), report.repeated(), report.unreadable());
        }
        List<Integer> poor = report.classesWithoutReferences();
        if (!poor.isEmpty()) {
            console.printf(
                    "the references of all images stand for those of the classes %s, which have fewer than %d%n",
                    poor.stream()
                            .map(k -> request.className(k) + " ("
                                    + report.referencesByClass().get(k) + ")")
                            .collect(Collectors.joining(", ")),
                    ProfileReport.LEAST_REFERENCES);
        }
        for (ProfileReport.Table table : report.tables()) {
            print(table, table.table().equals(CalibrationTables.REST) ? ofTheRest(report, request) : "");
        }
        console.printf("bundle %s in %s%n", report.bundleId(), out);
        console.flush();
    }

    private static String ofTheRest(ProfileReport report, ProfileRequest request) {
        return report.classesOfTheRest().stream()
                .map(request::className)
                .collect(Collectors.joining(", ", " of the classes ", ""));
    }

    private void print(ProfileReport.Table table, String ofWhich) {
        PrintWriter console = spec.commandLine().getOut();
        console.printf("table %s, %d images%s%n", table.table(), table.images(), ofWhich);
        for (ProfileReport.Promise promise : table.promises()) {
            if (promise.rank() == 0) {
                console.printf(
                        Locale.ROOT,
                        "  false alarms at most %.1f %%: takes %d images%n",
                        100 * promise.alpha(),
                        promise.minimumImages());
            } else {
                console.printf(
                        Locale.ROOT,
                        "  false alarms at most %.1f %%: rank %d, expected %.2f %%%n",
                        100 * promise.alpha(),
                        promise.rank(),
                        100 * promise.expectedShare());
            }
        }
    }
}
