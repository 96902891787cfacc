package io.latentwatch.evaluation.command;

import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.IdxFolder;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.evaluation.sample.PixelEncoding;
import io.latentwatch.evaluation.sample.SampleFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
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
    /** What can be run. */
    enum Kind {
        NONE,
        FGSM,
        PGD
    }

    @Option(names = "--model", required = true, description = "The classifier, ONNX: images in [0,1] in, logits out.")
    private Path model;

    @Option(
            names = "--images",
            required = true,
            paramLabel = "DIR|FILE",
            description =
                    "Folder of IDX files (t10k-… if there, else images-idx3-ubyte), or a file of images with --labels.")
    private Path images;

    @Option(names = "--labels", paramLabel = "FILE", description = "IDX file of labels, where --images is a file.")
    private Path labels;

    @Option(names = "--attack", defaultValue = "PGD", description = "${COMPLETION-CANDIDATES}.")
    private Kind attack;

    @Option(names = "--epsilon", defaultValue = "0.1", description = "Radius of the ball, in [0,1] pixel range.")
    private double epsilon;

    @Option(names = "--steps", defaultValue = "40", description = "Of pgd.")
    private int steps;

    @Option(names = "--step-size", defaultValue = "0.01", description = "Of pgd, in [0,1] pixel range.")
    private double stepSize;

    @Option(names = "--restarts", defaultValue = "1", description = "Of pgd; each image keeps its highest loss.")
    private int restarts;

    @Option(names = "--first", defaultValue = "0", description = "Index of the first image.")
    private int first;

    @Option(names = "--limit", defaultValue = "500", description = "Number of images at most.")
    private int limit;

    @Option(names = "--source", defaultValue = "test", description = "Source that the records name.")
    private String source;

    @Option(names = "--seed", defaultValue = "1", description = "Of the random starts.")
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
        LabelledImages all =
                Files.isDirectory(images) ? new IdxFolder(images).only() : LabelledImages.read(images, requireLabels());
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
        if (attack == Kind.NONE) {
            return new AttackedImages(clean, Map.of("attack", "none"), List.of());
        }
        LinfPgd attackToRun = attack == Kind.FGSM
                ? LinfPgd.fgsm(epsilon)
                : LinfPgd.pgd(epsilon, steps, stepSize).withRestarts(restarts);
        GradientGraph graph = GradientGraph.of(Files.readAllBytes(model), TieRule.FIRST);
        try (InputGradient gradient = OnnxInputGradient.of(graph);
                ProgressBar bar = progressBar(clean.count())) {
            return AttackedImages.of(attackToRun, gradient, clean, seed, bar == null ? done -> {} : bar::stepBy);
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
            if (attack != Kind.NONE) {
                terminal.printf(
                        "accuracy on them attacked, %s, rounded to 8 bits: %.2f %%%n",
                        attacked.attributes(),
                        100 * classifier.accuracy(attacked.images().toBatch()));
            }
        }
        terminal.printf("%d images in %s (%d bytes)%n", clean.count(), out, Files.size(out));
        terminal.flush();
    }
}
