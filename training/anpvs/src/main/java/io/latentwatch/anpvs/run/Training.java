package io.latentwatch.anpvs.run;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.attack.GradientCheck;
import io.latentwatch.anpvs.checkpoint.Checkpoint;
import io.latentwatch.anpvs.configuration.Phase;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.data.DataSplits;
import io.latentwatch.anpvs.export.ModelExport;
import io.latentwatch.anpvs.mask.Masks;
import io.latentwatch.anpvs.masked.GateMode;
import io.latentwatch.anpvs.network.InitialNetwork;
import io.latentwatch.anpvs.network.Layer;
import io.latentwatch.anpvs.network.NetworkFile;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.optimise.Optimisation;
import io.latentwatch.anpvs.optimise.TrainingState;
import io.latentwatch.anpvs.optimise.ValidationWatch;
import io.latentwatch.anpvs.prune.Deployed;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.LabelledData;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A run from the images on disk to {@code model.onnx} and its provenance. */
public final class Training {
    private static final int PARITY_IMAGES = 256;

    /** Validation images that are attacked after each epoch. */
    private static final int WATCHED = 500;

    private static final double ALMOST_DONE = Math.nextDown(1.0);

    private final TrainingConfiguration configuration;
    private final Device device;
    private final RunFolder folder;
    private final TrainingListener listener;

    /**
     * A run that has not begun.
     *
     * @param device where the tensor library computes
     * @param folder opened
     */
    public Training(TrainingConfiguration configuration, Device device, RunFolder folder, TrainingListener listener) {
        this.configuration = configuration;
        this.device = device;
        this.folder = folder;
        this.listener = listener;
    }

    /**
     * What a run starts from: read and found possible, before anything is written.
     *
     * @param classNames in the order of the logits
     */
    public record Prepared(DataSplits splits, List<String> classNames, InitialNetwork network) {}

    /**
     * Reads the training images and sees whether the configuration fits them; writes nothing.
     *
     * @throws IOException if the images or a network's file cannot be read
     * @throws IllegalArgumentException if the configuration does not fit them
     */
    public Prepared prepare(LabelledData data) throws IOException {
        LabelledImages all = data.training();
        DataSplits splits =
                DataSplits.of(all, configuration.heldOut(), configuration.validation(), configuration.seed());
        InitialNetwork network = NetworkFile.find(configuration.network(), all.shape(), all.classes());
        NetworkSpec spec = network.spec();
        if (network.weights().isEmpty()) {
            Deployed.of(spec, zeros(spec), Map.of()); // refuses what could not be exported
        }
        if (configuration.masks() != null) {
            Masks.initial(spec, configuration.masks());
            requireRemovable(spec);
        }
        return new Prepared(splits, data.classNames(all.classes()), network);
    }

    private void requireRemovable(NetworkSpec spec) {
        if (configuration.phases().stream().noneMatch(phase -> phase.gates() == GateMode.REMOVED)) {
            return;
        }
        spec.layers().stream()
                .filter(layer -> layer instanceof Layer.BatchNorm || layer instanceof Layer.Dropout)
                .findFirst()
                .ifPresent(layer -> {
                    throw new IllegalArgumentException(
                            ("%s: expected a network without batch normalisation and dropout where gates are REMOVED, since those would go with the"
                                            + " gates, found %s; use FROZEN")
                                    .formatted(spec.name(), layer.name()));
                });
    }

    private static Map<String, float[]> zeros(NetworkSpec spec) {
        Map<String, float[]> zeros = new LinkedHashMap<>();
        spec.parameters().forEach(parameter -> zeros.put(parameter.name(), new float[parameter.size()]));
        return zeros;
    }

    /** Prepares and trains. */
    public Provenance run(LabelledData data) throws IOException {
        return run(prepare(data));
    }

    /**
     * Trains, exports and measures on the validation images; the test images are not read. After every epoch the folder holds a
     * checkpoint from which the same call goes on to the same numbers.
     *
     * @throws IOException if the folder cannot be written, or its checkpoint is another run's
     * @throws io.latentwatch.anpvs.attack.WrongGradientException if the tensor library computes wrong gradients on this processor
     */
    public Provenance run(Prepared prepared) throws IOException {
        DataSplits splits = prepared.splits();
        String hash = configuration.hash(prepared.network(), splits.training().sha256());
        Optional<Checkpoint> done = lastCheckpoint(hash);
        folder.writeSplits(splits, prepared.classNames());
        try (NDManager manager = NDManager.newBaseManager(device);
                TrainingState state = state(prepared.network(), done, manager)) {
            List<EpochFigures> figures = optimise(state, splits, hash, done, manager);
            Provenance trained = Provenance.of(configuration, state, splits, figures);
            double parity = ModelExport.export(state, trained.metadata(), parityImages(splits), folder.model());
            Provenance measured = trained.measured(parity, validation(state, splits));
            measured.write(folder.provenance());
            return measured;
        }
    }

    private TrainingState state(InitialNetwork network, Optional<Checkpoint> done, NDManager manager) {
        return done.map(checkpoint -> TrainingState.of(checkpoint, configuration, network.spec(), manager))
                .orElseGet(() -> TrainingState.initial(configuration, network, manager));
    }

    private List<EpochFigures> optimise(
            TrainingState state, DataSplits splits, String hash, Optional<Checkpoint> done, NDManager manager)
            throws IOException {
        List<EpochFigures> figures =
                new ArrayList<>(done.map(Checkpoint::figures).orElse(List.of()));
        Optimisation optimisation = new Optimisation(
                configuration,
                state,
                configuration.attackEngine().gradients(manager, configuration.threads()),
                watch(splits),
                manager);
        GradientCheck.require(state.masked(), firstBatch(splits), manager);
        int steps = Optimisation.stepsPerEpoch(configuration, splits.training().count());
        listener.started(configuration.epochs(), steps, figures.size());
        for (int epoch = figures.size(); epoch < configuration.epochs(); epoch++) {
            EpochFigures epochFigures = optimisation.epoch(epoch, splits.training(), listener);
            figures.add(epochFigures);
            folder.checkpoint().write(state.checkpoint(hash, figures));
            listener.epochDone(epochFigures);
        }
        return figures;
    }

    private Provenance.Validation validation(TrainingState state, DataSplits splits) {
        ValidationWatch watch = watch(splits);
        ValidationWatch.Accuracies accuracies = watch.measure(state.deployed(), configuration.epochs());
        return Provenance.Validation.of(watch, accuracies);
    }

    private ValidationWatch watch(DataSplits splits) {
        return new ValidationWatch(splits.validation(), watchAttack(), WATCHED, configuration.seed());
    }

    /** PGD-20 with the radius that training ends with, steps of a tenth of it; null where nothing is attacked. */
    private LinfPgd watchAttack() {
        return configuration.phases().stream()
                .map(Phase::attack)
                .filter(Objects::nonNull)
                .reduce((first, second) -> second)
                .map(attack -> attack.at(ALMOST_DONE).epsilon())
                .filter(epsilon -> epsilon > 0)
                .map(epsilon -> LinfPgd.pgd(epsilon, 20, epsilon / 10))
                .orElse(null);
    }

    /** Empty where the run begins; checked before anything is written. */
    private Optional<Checkpoint> lastCheckpoint(String hash) throws IOException {
        if (!folder.checkpoint().exists()) {
            return Optional.empty();
        }
        Checkpoint checkpoint = folder.checkpoint().read();
        if (!checkpoint.configurationHash().equals(hash)) {
            throw new IOException(
                    ("%s: expected the checkpoint of this configuration and these images (%s), found that of others"
                                    + " (%s); give the options that the run was started with, or --overwrite to start again")
                            .formatted(folder.checkpoint().file(), hash, checkpoint.configurationHash()));
        }
        return Optional.of(checkpoint);
    }

    /** As many images as a step has: the number decides which kernels compute. */
    private ImageBatch firstBatch(DataSplits splits) {
        int images = Math.min(configuration.batchSize(), splits.training().count());
        return splits.training().slice(0, images).toBatch();
    }

    private static ImageBatch parityImages(DataSplits splits) {
        return splits.training().slice(0, PARITY_IMAGES).toBatch();
    }
}
