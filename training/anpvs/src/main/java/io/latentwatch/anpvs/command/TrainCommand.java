package io.latentwatch.anpvs.command;

import ai.djl.Device;
import io.latentwatch.anpvs.configuration.Presets;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.prune.Pruning;
import io.latentwatch.anpvs.run.Provenance;
import io.latentwatch.anpvs.run.RunFolder;
import io.latentwatch.anpvs.run.RunProfile;
import io.latentwatch.anpvs.run.Training;
import io.latentwatch.anpvs.run.TrainingListener;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.evaluation.images.LabelledData;
import io.latentwatch.reference.profile.ProfileReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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
            names = "--run",
            required = true,
            paramLabel = "RUN",
            description = "Folder to write: model.onnx, training.json, checkpoint.npz, held-out/ and more.")
    private Path run;

    @Option(
            names = "--out",
            paramLabel = "BUNDLE",
            description = "Ends with the profiler on the images held out: a bundle that the job runs; must not exist.")
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
            names = "--device",
            defaultValue = "auto",
            paramLabel = "cpu|cuda:N|auto",
            description = "Where the tensor library computes.")
    private String device;

    @Option(
            names = "--metrics",
            paramLabel = "[HOST:]PORT",
            description = "Serves how training goes on to Prometheus; the host is 127.0.0.1 if not given.")
    private String metrics;

    @Option(
            names = "--twins",
            split = ",",
            defaultValue = "bits-1",
            paramLabel = "NAME",
            description = "With --out: how the bundle's twins are made, see profile.")
    private List<String> twins;

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
        LabelledData images = LabelledData.open(data);
        List<Squeeze> squeezers = Squeeze.parse(twins);
        if (out != null && Files.exists(out)) {
            throw new IOException(out + ": expected no such folder, found one; give another --out");
        }
        TensorLibrary.prepare(configuration.threads());
        Device place = TensorLibrary.device(device);
        RunFolder folder = new RunFolder(run);
        folder.check(existing.choice());
        try (TrainingProgress progress =
                        new TrainingProgress(command.commandLine().getOut());
                TrainingMetrics served = metrics == null ? null : TrainingMetrics.serve(metrics)) {
            TrainingListener listener = served == null ? progress : new TrainingListener.Both(progress, served);
            Training training = new Training(configuration, place, folder, listener);
            Training.Prepared prepared = training.prepare(images);
            folder.open(existing.choice()); // from here on things are written
            print(training.run(prepared));
        }
        if (out != null) {
            profile(folder, squeezers);
        }
        return 0;
    }

    private void profile(RunFolder folder, List<Squeeze> squeezers) throws IOException {
        ProfileReport report = new RunProfile(folder).profile(out, squeezers);
        PrintWriter terminal = command.commandLine().getOut();
        terminal.printf(
                "bundle %s in %s, %d images made the references, %d the calibration%n",
                report.bundleId(), out, report.standardisationImages(), report.calibrationImages());
        terminal.flush();
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
        Provenance.Validation validation = provenance.validation();
        if (validation.cleanAccuracy() != null) {
            terminal.printf(
                    "clean accuracy on %d validation images: %.2f %%%n",
                    validation.images(), 100 * validation.cleanAccuracy());
        }
        if (validation.attackedAccuracy() != null) {
            terminal.printf(
                    "accuracy on the first %d of them attacked by %s: %.2f %%%n",
                    validation.attackedImages(), validation.attack(), 100 * validation.attackedAccuracy());
        }
        Pruning pruning = provenance.pruning();
        if (pruning.weightSparsityPercent() > 0) {
            terminal.printf("weights at zero: %.2f %%%n", pruning.weightSparsityPercent());
        }
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
                run.resolve("model.onnx"), provenance.parity());
        terminal.flush();
    }
}
