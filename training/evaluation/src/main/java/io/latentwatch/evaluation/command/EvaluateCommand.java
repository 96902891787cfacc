package io.latentwatch.evaluation.command;

import io.latentwatch.evaluation.evaluate.Effort;
import io.latentwatch.evaluation.evaluate.Evaluation;
import io.latentwatch.evaluation.evaluate.EvaluationTable;
import io.latentwatch.evaluation.evaluate.Evaluator;
import io.latentwatch.evaluation.evaluate.Networks;
import io.latentwatch.evaluation.evaluate.Protocol;
import io.latentwatch.evaluation.images.LabelledData;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code latentwatch evaluate}: measures an ONNX classifier and writes {@code evaluation.json}. */
@Command(
        name = "evaluate",
        description =
                "Measures an ONNX classifier: accuracies under attack, vulnerability, smoothness, cost, sanity checks.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class EvaluateCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "The classifier, ONNX: images in [0,1] in, logits out.")
    private Path model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Folder of labelled images, of which the test set is taken where there is one.")
    private Path data;

    @Option(
            names = "--source",
            paramLabel = "FILE",
            description =
                    "Another classifier: images made against it give the transfer row and the black-box vulnerability.")
    private Path source;

    @Option(
            names = "--unpruned",
            paramLabel = "FILE",
            description = "The classifier's unpruned twin, to compare operations and speed with.")
    private Path unpruned;

    @Option(names = "--epsilon", defaultValue = "0.3", description = "Radius of the ball, in [0,1] pixel range.")
    private double epsilon;

    @Option(
            names = "--step-size",
            description =
                    "Of PGD-40, in [0,1] pixel range; the other attack's is three times it. Default: a thirtieth of epsilon.")
    private Double stepSize;

    @Option(
            names = "--images",
            defaultValue = "1000",
            description = "Images for the costly attacks; clean and PGD-40 take all.")
    private int images;

    @Option(
            names = "--sanity-images",
            defaultValue = "200",
            description = "Images for sanity checks, smoothness and ablation; 0 leaves these out.")
    private int sanityImages;

    @Option(
            names = "--ablation",
            description =
                    "Also silence the most vulnerable, the least vulnerable and random features, and measure what is left.")
    private boolean ablation;

    @Option(
            names = "--legacy-clip",
            description =
                    "Also attack as the code of the ANP-VS paper does on CIFAR, standardised images cut to [0,1]; only for networks that begin with the standardisation of each image.")
    private boolean legacyClip;

    @Option(
            names = "--against",
            paramLabel = "FILE",
            description = "Another network's evaluation.json: paired differences of the rows that both have.")
    private Path against;

    @Option(names = "--seed", defaultValue = "1", description = "Of every attack and interval.")
    private long seed;

    @Option(names = "--threads", defaultValue = "2", description = "Of the attacks.")
    private int threads;

    @Option(names = "--speed-seconds", defaultValue = "10", description = "Time to compare speeds with --unpruned.")
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
        if (ablation && sanityImages == 0) {
            throw new IllegalArgumentException(
                    "--ablation needs images: expected --sanity-images of at least 1, found 0");
        }
        Protocol protocol = new Protocol(
                epsilon, stepSize == null ? Protocol.customaryStepSize(epsilon) : stepSize, images, sanityImages, seed);
        Optional<Evaluation> other = against == null ? Optional.empty() : Optional.of(Evaluation.read(against));
        Networks networks = new Networks(Files.readAllBytes(model), read(source), read(unpruned));
        LabelledImages set = LabelledData.open(data).only();
        Effort effort = new Effort(threads, Duration.ofMillis(Math.round(1000 * speedSeconds)), ablation, legacyClip);
        Evaluation evaluation = evaluate(networks, set, protocol, effort);
        if (other.isPresent()) {
            evaluation = evaluation.against(other.get());
        }
        evaluation.write(out);
        report(evaluation);
        return 0;
    }

    private Evaluation evaluate(Networks networks, LabelledImages set, Protocol protocol, Effort effort)
            throws IOException {
        try (EvaluationProgress progress =
                new EvaluationProgress(command.commandLine().getErr())) {
            return new Evaluator(networks, set, protocol, effort, progress).run();
        }
    }

    private static Optional<byte[]> read(Path file) throws IOException {
        return file == null ? Optional.empty() : Optional.of(Files.readAllBytes(file));
    }

    private void report(Evaluation evaluation) {
        PrintWriter terminal = command.commandLine().getOut();
        EvaluationTable.lines(evaluation).forEach(terminal::println);
        terminal.println("written to " + out);
        terminal.flush();
    }
}
