package io.latentwatch.anpvs.run;

import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.attack.Adversary;
import io.latentwatch.anpvs.attack.AttackEngine;
import io.latentwatch.anpvs.attack.DjlInputGradient;
import io.latentwatch.anpvs.attack.OnnxAdversary;
import io.latentwatch.anpvs.checkpoint.Checkpoint;
import io.latentwatch.anpvs.data.Chance;
import io.latentwatch.anpvs.data.DataSplits;
import io.latentwatch.anpvs.export.ModelExport;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.anpvs.optimise.Adam;
import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.optimise.Optimisation;
import io.latentwatch.evaluation.images.IdxFolder;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run from the images on disk to {@code model.onnx} and its provenance. */
public final class Training {
    private static final int PARITY_IMAGES = 256;

    private final TrainingConfiguration configuration;
    private final RobustnessCheck check;
    private final RunFolder folder;
    private final TrainingListener listener;

    /**
     * A run that has not begun.
     *
     * @param folder opened
     */
    public Training(
            TrainingConfiguration configuration, RobustnessCheck check, RunFolder folder, TrainingListener listener) {
        this.configuration = configuration;
        this.check = check;
        this.folder = folder;
        this.listener = listener;
    }

    /**
     * Trains, exports and measures. After every epoch the folder holds a checkpoint from which the same call goes on to the
     * same numbers.
     *
     * @throws IOException if the images cannot be read, the folder cannot be written, or its checkpoint is another run's
     */
    public Provenance run(IdxFolder data) throws IOException {
        LabelledImages all = data.training();
        LabelledImages test = data.test(); // read now, so that a missing file is noticed before the work
        DataSplits splits =
                DataSplits.of(all, configuration.heldOut(), configuration.validation(), configuration.seed());
        Optional<Checkpoint> done = lastCheckpoint(splits);
        folder.writeSplits(splits, data.classNames(all.classes()));

        NetworkSpec spec = NetworkSpec.leNet5Caffe(all.shape(), all.classes());
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = network(spec, done, manager);
                Adam adam = adam(network, done, manager)) {
            List<EpochFigures> figures = optimise(network, adam, splits, done, manager);
            Provenance trained = Provenance.of(configuration, spec, splits, figures);
            double parity = ModelExport.export(network, trained.metadata(), parityImages(splits), folder.model());
            Provenance measured = trained.measured(parity, check.measure(folder.model(), test));
            measured.write(folder.provenance());
            return measured;
        }
    }

    private List<EpochFigures> optimise(
            DjlNetwork network, Adam adam, DataSplits splits, Optional<Checkpoint> done, NDManager manager)
            throws IOException {
        List<EpochFigures> figures =
                new ArrayList<>(done.map(Checkpoint::figures).orElse(List.of()));
        Optimisation optimisation = new Optimisation(
                network,
                adversary(network, manager),
                configuration.method().objective(configuration),
                adam,
                configuration.steps(),
                manager);
        int steps = configuration.steps().perEpoch(splits.training().count());
        listener.started(configuration.epochs(), steps, figures.size());
        for (int epoch = figures.size(); epoch < configuration.epochs(); epoch++) {
            EpochFigures epochFigures = optimisation.epoch(epoch, splits.training(), splits.validation(), listener);
            figures.add(epochFigures);
            folder.checkpoint()
                    .write(new Checkpoint(hash(splits), adam.steps(), figures, network.weights(), adam.moments()));
            listener.epochDone(epochFigures);
        }
        return figures;
    }

    private Adversary adversary(DjlNetwork network, NDManager manager) {
        if (configuration.method() == Method.STANDARD) {
            return Adversary.none();
        }
        return configuration.attackEngine() == AttackEngine.ONNX
                ? Adversary.of(configuration.attack(), new OnnxAdversary(network, configuration.threads()))
                : Adversary.of(configuration.attack(), attacked -> new DjlInputGradient(attacked, manager));
    }

    private DjlNetwork network(NetworkSpec spec, Optional<Checkpoint> done, NDManager manager) {
        return done.map(checkpoint -> DjlNetwork.withWeights(spec, checkpoint.weights(), manager))
                .orElseGet(() -> DjlNetwork.initialised(spec, Chance.WEIGHTS.at(configuration.seed(), 0, 0), manager));
    }

    private Adam adam(DjlNetwork network, Optional<Checkpoint> done, NDManager manager) {
        Adam adam = new Adam(network, configuration.weightDecay(), manager);
        done.ifPresent(checkpoint -> adam.restore(checkpoint.steps(), checkpoint.moments()));
        return adam;
    }

    /** Empty where the run begins; checked before anything is written. */
    private Optional<Checkpoint> lastCheckpoint(DataSplits splits) throws IOException {
        if (!folder.checkpoint().exists()) {
            return Optional.empty();
        }
        Checkpoint checkpoint = folder.checkpoint().read();
        if (!checkpoint.configurationHash().equals(hash(splits))) {
            throw new IOException(
                    ("%s: expected the checkpoint of this configuration and these images (%s), found that of others"
                                    + " (%s); give the options that the run was started with, or --overwrite to start again")
                            .formatted(folder.checkpoint().file(), hash(splits), checkpoint.configurationHash()));
        }
        return Optional.of(checkpoint);
    }

    private String hash(DataSplits splits) {
        return configuration.hash(splits.training().sha256());
    }

    private static ImageBatch parityImages(DataSplits splits) {
        return splits.training().slice(0, PARITY_IMAGES).toBatch();
    }
}
