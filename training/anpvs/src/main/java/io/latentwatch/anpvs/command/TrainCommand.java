package io.latentwatch.anpvs.command;

import io.latentwatch.anpvs.attack.AttackEngine;
import io.latentwatch.anpvs.optimise.LearningRateSchedule;
import io.latentwatch.anpvs.run.Method;
import io.latentwatch.anpvs.run.Provenance;
import io.latentwatch.anpvs.run.RobustnessCheck;
import io.latentwatch.anpvs.run.RunFolder;
import io.latentwatch.anpvs.run.Training;
import io.latentwatch.anpvs.run.TrainingConfiguration;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.images.IdxFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code latentwatch train}: trains LeNet-5-Caffe and exports it. */
@Command(
        name = "train",
        description = "Trains LeNet-5-Caffe on a folder of IDX files and exports it as ONNX.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class TrainCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Folder of train-… and t10k-… IDX files (see: latentwatch data).")
    private Path data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "RUN",
            description = "Folder to write: model.onnx, training.json, checkpoint.npz, held-out/ and more.")
    private Path out;

    @Option(
            names = "--method",
            defaultValue = "STANDARD",
            description = "${COMPLETION-CANDIDATES}: on clean images, or adversarial training.")
    private Method method;

    @Option(names = "--epochs", defaultValue = "10")
    private int epochs;

    @Option(names = "--batch-size", defaultValue = "128")
    private int batchSize;

    @Option(names = "--learning-rate", defaultValue = "0.001", description = "Of Adam, at the start.")
    private double learningRate;

    @Option(names = "--schedule", defaultValue = "COSINE", description = "${COMPLETION-CANDIDATES}.")
    private LearningRateSchedule schedule;

    @Option(names = "--weight-decay", defaultValue = "0.0001", description = "Factor of half the squared weights.")
    private double weightDecay;

    @Option(
            names = "--epsilon",
            defaultValue = "0.1",
            description = "Radius of the attack in training and check, in [0,1] pixel range.")
    private double epsilon;

    @Option(names = "--attack-steps", defaultValue = "10", description = "Steps of the attack in training.")
    private int attackSteps;

    @Option(
            names = "--step-size",
            defaultValue = "0.025",
            description = "Of the attack in training, in [0,1] pixel range.")
    private double stepSize;

    @Option(
            names = "--adversarial-weight",
            defaultValue = "2",
            description = "Of the adversarial against the clean loss.")
    private double adversarialWeight;

    @Option(
            names = "--attack-engine",
            defaultValue = "ONNX",
            description = "${COMPLETION-CANDIDATES}: what computes the attack's gradients in training.")
    private AttackEngine attackEngine;

    @Option(
            names = "--held-out",
            defaultValue = "10000",
            description = "Training images set aside for references and calibration.")
    private int heldOut;

    @Option(names = "--validation", defaultValue = "1000", description = "Training images set aside for choices.")
    private int validation;

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--threads", defaultValue = "1", description = "Of the tensor library.")
    private int threads;

    @Option(
            names = "--test-attack-images",
            defaultValue = "1000",
            description = "Test images on which PGD is run at the end; 0 for none.")
    private int testAttackImages;

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
        TrainingConfiguration configuration = new TrainingConfiguration(
                method,
                epochs,
                batchSize,
                learningRate,
                schedule,
                weightDecay,
                epsilon,
                attackSteps,
                stepSize,
                adversarialWeight,
                attackEngine,
                heldOut,
                validation,
                seed,
                threads);
        RobustnessCheck check =
                new RobustnessCheck(LinfPgd.pgd(epsilon, testAttackSteps, testStepSize), testAttackImages, seed);
        RunFolder folder = new RunFolder(out);
        folder.open(existing.choice());
        TensorLibrary.prepare(threads);
        try (TrainingProgress progress =
                new TrainingProgress(command.commandLine().getOut())) {
            Provenance provenance = new Training(configuration, check, folder, progress).run(new IdxFolder(data));
            print(provenance);
        }
        return 0;
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
        terminal.printf(
                "exported to %s (ONNX Runtime and DJL agree to %.1e)%n",
                out.resolve("model.onnx"), provenance.parity());
        terminal.flush();
    }
}
