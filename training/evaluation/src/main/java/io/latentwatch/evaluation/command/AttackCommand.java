package io.latentwatch.evaluation.command;

import io.latentwatch.bundle.Sha256;
import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.attack.AttackOutcome;
import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.attack.Transfer;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputGradients;
import io.latentwatch.evaluation.images.LabelledData;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.evaluation.sample.PixelEncoding;
import io.latentwatch.evaluation.sample.SampleFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code latentwatch attack}: attacks an ONNX classifier and writes the images as a sample. */
@Command(
        name = "attack",
        description =
                "Attacks an ONNX classifier on labelled images and writes them, rounded to 8 bits inside their ball.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class AttackCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, description = "The classifier, ONNX: images in [0,1] in, logits out.")
    private Path model;

    @Option(
            names = "--images",
            required = true,
            paramLabel = "DIR|FILE",
            description =
                    "Folder of labelled images, of which the test set is taken where there is one, or an IDX file of images with --labels.")
    private Path images;

    @Option(names = "--labels", paramLabel = "FILE", description = "IDX file of labels, where --images is a file.")
    private Path labels;

    @Mixin
    private AttackOptions attackOptions;

    @Option(
            names = "--source-model",
            paramLabel = "FILE",
            description = "Make the attack on this classifier and judge it on --model: a transfer attack.")
    private Path sourceModel;

    @Option(
            names = "--threads",
            defaultValue = "1",
            description = "On which batches are attacked; the result is the same.")
    private int threads;

    @Option(names = "--first", defaultValue = "0", description = "Index of the first image.")
    private int first;

    @Option(names = "--limit", defaultValue = "500", description = "Number of images at most.")
    private int limit;

    @Option(names = "--source", defaultValue = "test", description = "Source that the records name.")
    private String source;

    @Option(names = "--seed", defaultValue = "1", description = "Of all chance in the attack.")
    private long seed;

    @Option(names = "--encoding", defaultValue = "RAW", description = "${COMPLETION-CANDIDATES}.")
    private PixelEncoding encoding;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Avro container file of Image records to write.")
    private Path out;

    @Option(names = "--overwrite", description = "Replace the file if it exists.")
    private boolean overwrite;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        LabelledImages clean = clean();
        AttackedImages attacked = attacked(clean);
        write(attacked);
        report(clean, attacked);
        return 0;
    }

    private LabelledImages clean() throws IOException {
        if (Files.exists(out) && !overwrite) {
            throw new IOException(out + ": expected no such file, found one; give another --out, or --overwrite");
        }
        LabelledImages all = Files.isDirectory(images)
                ? LabelledData.open(images).only()
                : LabelledImages.read(images, requireLabels());
        if (first < 0 || first >= all.count() || limit < 1) {
            throw new IllegalArgumentException("expected --first in [0,%d) and --limit of at least 1, found %d and %d"
                    .formatted(all.count(), first, limit));
        }
        return all.slice(first, limit);
    }

    private Path requireLabels() {
        if (labels == null) {
            throw new IllegalArgumentException(
                    "--images is a file: expected its labels in --labels, found no such option");
        }
        return labels;
    }

    private AttackedImages attacked(LabelledImages clean) throws IOException {
        if (threads < 1) {
            throw new IllegalArgumentException("expected --threads of at least 1, found " + threads);
        }
        Optional<Attack> attack = attackOptions.attack();
        if (attack.isEmpty()) {
            return new AttackedImages(clean, Map.of("attack", "none"), List.of());
        }
        byte[] attackedModel = Files.readAllBytes(sourceModel == null ? model : sourceModel);
        try (InputGradient gradient = InputGradients.of(attackedModel);
                ProgressBar bar = progressBar(clean.count())) {
            Attack made = sourceModel == null
                    ? attack.get()
                    : new Transfer(attack.get(), gradient, Sha256.hex(attackedModel));
            return AttackedImages.of(made, gradient, clean, seed, threads, bar == null ? done -> {} : bar::stepBy);
        }
    }

    /** Null where nobody would see it. */
    @SuppressWarnings(
            "SystemConsoleNull") // From Java 22 on it is never null: the bar then goes to a log too, no more harm.
    private static ProgressBar progressBar(int images) {
        return System.console() == null ? null : new ProgressBar("attack", images);
    }

    private void write(AttackedImages attacked) throws IOException {
        try (SampleFile sample = SampleFile.create(out, encoding)) {
            sample.append(attacked.images(), source, first, attacked.attributes());
            sample.finish();
        }
    }

    private void report(LabelledImages clean, AttackedImages attacked) throws IOException {
        PrintWriter terminal = command.commandLine().getOut();
        try (OnnxClassifier classifier = OnnxClassifier.read(model)) {
            terminal.printf(
                    "accuracy on %d clean images: %.2f %%%n",
                    clean.count(), 100 * classifier.accuracy(clean.toBatch()));
            if (!attacked.brokenBy().isEmpty()) {
                terminal.printf(
                        "accuracy on them attacked, %s, rounded to 8 bits: %.2f %%%n",
                        attacked.attributes(),
                        100 * classifier.accuracy(attacked.images().toBatch()));
            }
        }
        parts(attacked).forEach((part, images) -> terminal.printf("broken by %s: %d%n", part, images));
        terminal.printf("%d images in %s (%d bytes)%n", clean.count(), out, Files.size(out));
        terminal.flush();
    }

    /** How many images each part of the attack broke; empty if it has no parts. */
    private static Map<String, Long> parts(AttackedImages attacked) {
        return attacked.brokenBy().stream()
                .filter(part -> !part.equals(AttackOutcome.NOTHING) && !part.equals(AttackOutcome.CLEAN))
                .collect(Collectors.groupingBy(part -> part, TreeMap::new, Collectors.counting()));
    }
}
