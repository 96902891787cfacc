package io.latentwatch.anpvs.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.configuration.Presets;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.network.Architectures;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.InitialNetwork;
import io.latentwatch.anpvs.optimise.Optimisation;
import io.latentwatch.anpvs.optimise.TrainingState;
import io.latentwatch.anpvs.optimise.ValidationWatch;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Milliseconds of what the trainer does with LeNet-5-Caffe at a batch of 128, one thread: the steps of the presets themselves, drawing the
 * batch included, with their attack set to PGD-10.
 */
final class TrainerTimes {
    private static final int BATCH = 128;
    private static final ImageShape SHAPE = new ImageShape(1, 28, 28);
    private static final String PGD_10 = "{epsilon: 0.3, steps: 10, stepSize: 0.1}";

    private final int repetitions;

    TrainerTimes(int repetitions) {
        this.repetitions = repetitions;
    }

    /** One list of times for each kind of work. */
    Map<String, List<Double>> measure() throws IOException {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        times.put("forward", forward());
        times.put("step", steps("mnist-lenet5-standard-quick", Map.of("phases.0.epochs", "2")));
        times.put("pgd10", pgd());
        times.put("at_step", steps("mnist-lenet5-at-quick", attackPhaseFirst("OPEN")));
        times.put("anp_vs_step", steps("mnist-lenet5-anp-vs-quick", attackPhaseFirst("TRAINED")));
        return times;
    }

    private static Map<String, String> attackPhaseFirst(String gates) {
        Map<String, String> overrides = new LinkedHashMap<>();
        overrides.put(
                "phases",
                "[{name: timed, epochs: 2, learningRate: 1.0e-3, attack: %s, gates: %s}]".formatted(PGD_10, gates));
        return overrides;
    }

    private List<Double> forward() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(
                        Architectures.leNet5Caffe(SHAPE, 10), new SplittableRandom(1), manager)) {
            network.setTrainable(false);
            NDArray images = network.input(manager, images(1).toBatch());
            return timed(() -> {
                try (NDManager scratch = manager.newSubManager()) {
                    NDArray batch = images.duplicate();
                    batch.attach(scratch);
                    network.logits(batch, Map.of()).toFloatArray();
                }
            });
        }
    }

    private List<Double> pgd() throws IOException {
        TrainingConfiguration configuration = Presets.read("mnist-lenet5-at-quick", Map.of());
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(
                        configuration, InitialNetwork.fresh(Architectures.leNet5Caffe(SHAPE, 10)), manager)) {
            var gradients = configuration.attackEngine().gradients(manager, 1);
            var batch = images(1).toBatch();
            return timed(() -> {
                try (InputGradient gradient = gradients.apply(state.masked())) {
                    LinfPgd.pgd(0.3, 10, 0.1).perturb(gradient, batch, new SplittableRandom(1));
                }
            });
        }
    }

    /** The steps of an epoch of so many batches, after one epoch to warm up. */
    private List<Double> steps(String preset, Map<String, String> overrides) throws IOException {
        TrainingConfiguration configuration = Presets.read(preset, overrides);
        LabelledImages images = images(repetitions + 1);
        List<Double> times = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(
                        configuration, InitialNetwork.fresh(Architectures.leNet5Caffe(SHAPE, 10)), manager)) {
            Optimisation optimisation = new Optimisation(
                    configuration,
                    state,
                    configuration.attackEngine().gradients(manager, 1),
                    new ValidationWatch(images.slice(0, 0), null, 0, 1),
                    manager);
            optimisation.epoch(0, images.slice(0, 3 * BATCH), figures -> {});
            long[] last = {0};
            optimisation.epoch(1, images, figures -> {
                long now = System.nanoTime();
                if (last[0] > 0) {
                    times.add((now - last[0]) / 1e6);
                }
                last[0] = now;
            });
        }
        return times;
    }

    private List<Double> timed(Runnable work) {
        work.run();
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < repetitions; i++) {
            long start = System.nanoTime();
            work.run();
            times.add((System.nanoTime() - start) / 1e6);
        }
        return times;
    }

    private static LabelledImages images(int batches) {
        SplittableRandom random = new SplittableRandom(1);
        byte[] pixels = new byte[batches * BATCH * SHAPE.size()];
        random.nextBytes(pixels);
        byte[] labels = new byte[batches * BATCH];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) random.nextInt(10);
        }
        return new LabelledImages(SHAPE, pixels, labels);
    }
}
