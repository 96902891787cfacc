package io.latentwatch.anpvs.command;

import io.latentwatch.anpvs.configuration.Presets;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.prune.Pruning;
import io.latentwatch.anpvs.run.Provenance;
import io.latentwatch.anpvs.run.RobustnessCheck;
import io.latentwatch.anpvs.run.RunFolder;
import io.latentwatch.anpvs.run.Training;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.images.LabelledData;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code latentwatch train}: trains a network by a preset and exports it. */
@Command(
        name = "train",
        description = "Trains a network by a preset and exports it as ONNX.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class TrainCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description =
                    "Folder of a training and a test set: IDX files (see: latentwatch data), CIFAR's binary files, or class folders.")
    private Path data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "RUN",
            description = "Folder to write: model.onnx, training.json, checkpoint.npz, held-out/ and more.")
    private Path out;

    @Option(
            names = "--preset",
            required = true,
            paramLabel = "NAME|FILE",
            description = "What to train and how; ./latentwatch presets lists the names and shows their values.")
    private String preset;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "A value of the preset set anew by its path, such as phases.0.epochs=3; as often as wanted.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--seed", paramLabel = "N", description = "The same as --set seed=N.")
    private Long seed;

    @Option(names = "--threads", paramLabel = "N", description = "The same as --set threads=N.")
    private Integer threads;

    @Option(
            names = "--test-attack-images",
            defaultValue = "1000",
            description = "Test images on which PGD is run at the end; 0 for none.")
    private int testAttackImages;

    @Option(
            names = "--test-epsilon",
            defaultValue = "0.1",
            description = "Radius of the ball of that PGD, in [0,1] pixel range.")
    private double testEpsilon;

    @Option(names = "--test-attack-steps", defaultValue = "40", description = "Steps of that PGD.")
    private int testAttackSteps;

    @Option(names = "--test-step-size", defaultValue = "0.01", description = "Of that PGD, in [0,1] pixel range.")
    private double testStepSize;

    @ArgGroup
    private ExistingFolder existing = new ExistingFolder();

    @Spec
    private CommandSpec command;

    private static final class ExistingFolder {
        @Option(names = "--overwrite", description = "Start again in a folder that a run has written.")
        private boolean overwrite;

        @Option(names = "--resume", description = "Go on from the folder's last checkpoint.")
        private boolean resume;

        private RunFolder.Existing choice() {
            return overwrite
                    ? RunFolder.Existing.OVERWRITE
                    : resume ? RunFolder.Existing.RESUME : RunFolder.Existing.REFUSE;
        }
    }

    @Override
    public Integer call() throws Exception {
        TrainingConfiguration configuration = configuration();
        RobustnessCheck check = new RobustnessCheck(
                LinfPgd.pgd(testEpsilon, testAttackSteps, testStepSize), testAttackImages, configuration.seed());
        LabelledData images = LabelledData.open(data);
        RunFolder folder = new RunFolder(out);
        folder.open(existing.choice());
        TensorLibrary.prepare(configuration.threads());
        try (TrainingProgress progress =
                new TrainingProgress(command.commandLine().getOut())) {
            Provenance provenance = new Training(configuration, check, folder, progress).run(images);
            print(provenance);
        }
        return 0;
    }

    private TrainingConfiguration configuration() throws IOException {
        Map<String, String> values = new LinkedHashMap<>(overrides);
        if (seed != null) {
            values.put("seed", seed.toString());
        }
        if (threads != null) {
            values.put("threads", threads.toString());
        }
        return Presets.read(preset, values);
    }

    private void print(Provenance provenance) {
        PrintWriter terminal = command.commandLine().getOut();
        Provenance.Test test = provenance.test();
        terminal.printf("clean accuracy on %d test images: %.2f %%%n", test.images(), 100 * test.cleanAccuracy());
        if (test.attackedImages() != null) {
            terminal.printf(
                    "accuracy on the first %d of them attacked by %s: %.2f %%%n",
                    test.attackedImages(), test.attack(), 100 * test.attackedAccuracy());
        }
        Pruning pruning = provenance.pruning();
        if (pruning.sparsityPercent() > 0) {
            terminal.printf(
                    "sparsity %.2f %%, gates left %s; gate-counted xFLOPS %.2f, real %.2f; memory %.2f %%, parameters %.2f %%%n",
                    pruning.sparsityPercent(),
                    pruning.gates().stream().map(Pruning.GateCount::kept).toList(),
                    pruning.gateCountedSpeedup(),
                    pruning.realSpeedup(),
                    pruning.memoryPercent().paper(),
                    pruning.memoryPercent().parameters());
        }
        terminal.printf(
                "exported to %s (ONNX Runtime and DJL agree to %.1e)%n",
                out.resolve("model.onnx"), provenance.parity());
        terminal.flush();
    }
}
