package io.latentwatch.anpvs.optimise;

import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.checkpoint.Checkpoint;
import io.latentwatch.anpvs.configuration.Phase;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.data.Chance;
import io.latentwatch.anpvs.mask.Masks;
import io.latentwatch.anpvs.masked.GateMode;
import io.latentwatch.anpvs.masked.MaskedNetwork;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.InitialNetwork;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.anpvs.prune.Compaction;
import io.latentwatch.anpvs.prune.Deployed;
import io.latentwatch.anpvs.prune.Folding;
import io.latentwatch.anpvs.weight.ArrayAdam;
import io.latentwatch.anpvs.weight.GaussianWeights;
import io.latentwatch.anpvs.weight.WeightRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that changes while a network is trained; what a checkpoint keeps. */
public final class TrainingState implements AutoCloseable {
    private final TrainingConfiguration configuration;
    private final NDManager manager;
    private final NetworkSpec layers;
    private final MaskedNetwork masked;
    private DjlNetwork network;
    private Adam adam;
    private final ArrayAdam maskOptimiser;
    private WeightRule weightRule = WeightRule.NONE;
    private WeightAverage average;

    private TrainingState(
            TrainingConfiguration configuration,
            NetworkSpec layers,
            DjlNetwork network,
            Masks masks,
            NDManager manager) {
        this.configuration = configuration;
        this.manager = manager;
        this.network = network;
        this.layers = layers;
        this.masked = new MaskedNetwork(network, masks);
        this.adam = new Adam(network, configuration.weightDecay(), manager);
        this.maskOptimiser = masks == null ? null : new ArrayAdam(masks.parameters());
    }

    /** At the start of a run; weights that are not given come from the configuration's seed. */
    public static TrainingState initial(TrainingConfiguration configuration, InitialNetwork start, NDManager manager) {
        NetworkSpec spec = start.spec();
        DjlNetwork network = start.weights().isEmpty()
                ? DjlNetwork.initialised(spec, Chance.WEIGHTS.at(configuration.seed(), 0, 0), manager)
                : DjlNetwork.withWeights(spec, start.weights(), manager);
        Masks masks = configuration.masks() == null ? null : Masks.initial(spec, configuration.masks());
        TrainingState state = new TrainingState(configuration, spec, network, masks, manager);
        state.makeGaussian(Map.of());
        return state;
    }

    private void makeGaussian(Map<String, float[]> state) {
        if (configuration.gaussianWeights() != null) {
            weightRule = new GaussianWeights(network, configuration.gaussianWeights(), state, adam.steps());
        }
    }

    /** As a checkpoint of the same configuration left it. */
    public static TrainingState of(
            Checkpoint checkpoint, TrainingConfiguration configuration, NetworkSpec spec, NDManager manager) {
        Phase phase = configuration.position(checkpoint.figures().size() - 1).phase();
        boolean removed = phase.gates() == GateMode.REMOVED;
        Masks masks = configuration.masks() == null
                ? null
                : Masks.initial(spec, configuration.masks()).with(checkpoint.weights());
        NetworkSpec present = removed ? Compaction.of(spec, masks.expected()).spec() : spec;
        DjlNetwork network = DjlNetwork.withWeights(present, checkpoint.weights(), manager);
        TrainingState state = new TrainingState(configuration, spec, network, masks, manager);
        if (removed) {
            state.masked.remove(network);
        }
        state.adam.restore(checkpoint.steps().weights(), checkpoint.moments());
        if (masks != null) {
            state.maskOptimiser.restore(checkpoint.steps().masks(), checkpoint.moments());
        }
        if (!checkpoint.averages().isEmpty()) {
            state.startAverage();
            state.average.restore(checkpoint.steps().average(), checkpoint.averages());
        }
        state.enter(phase);
        state.setRule(phase, checkpoint.moments());
        state.makeGaussian(checkpoint.moments());
        return state;
    }

    public MaskedNetwork masked() {
        return masked;
    }

    Adam adam() {
        return adam;
    }

    /** What this phase does to the weights beside training them. */
    WeightRule weightRule() {
        return weightRule;
    }

    /** The network's layers with nothing removed, as they are in this phase. */
    public NetworkSpec unpruned() {
        return masked.mode() == GateMode.REMOVED ? layers : network.spec();
    }

    /** Sets what gates and layers do in a phase. */
    void enter(Phase phase) {
        if (phase.gates() != GateMode.REMOVED) {
            masked.setMode(phase.gates());
            network.setLayers(phase.passesAllActivations() ? layers.withAllActivations() : layers);
        } else if (masked.mode() != GateMode.REMOVED) {
            removeGates();
        }
    }

    /** The optimiser of what is left begins anew: its moments were those of weights into which no mask had gone. */
    private void removeGates() {
        masked.setMode(GateMode.FROZEN);
        Deployed left = masked.deployed();
        adam.close();
        network.close();
        network = DjlNetwork.withWeights(left.spec(), left.weights(), manager);
        adam = new Adam(network, configuration.weightDecay(), manager);
        masked.remove(network);
    }

    /** Puts the rule of a phase that begins in place. */
    void startPhase(Phase phase) {
        if (configuration.gaussianWeights() == null) {
            setRule(phase, Map.of());
        }
    }

    private void setRule(Phase phase, Map<String, float[]> state) {
        weightRule.close();
        weightRule = phase.weights() == null ? WeightRule.NONE : phase.weights().rule(network, state, manager);
    }

    ArrayAdam maskOptimiser() {
        return maskOptimiser;
    }

    /** Null before the last phase and where nothing is averaged. */
    WeightAverage average() {
        return average;
    }

    void startAverage() {
        average = new WeightAverage(configuration.averaging(), masked, manager);
    }

    /** What is to be kept after an epoch. */
    public Checkpoint checkpoint(String hash, List<EpochFigures> figures) {
        Map<String, float[]> weights = new LinkedHashMap<>(network.weights());
        Map<String, float[]> moments = new LinkedHashMap<>(adam.moments());
        if (maskOptimiser != null) {
            weights.putAll(masked.masks().parameters());
            moments.putAll(maskOptimiser.moments());
        }
        moments.putAll(weightRule.state());
        Checkpoint.Steps steps = new Checkpoint.Steps(
                adam.steps(), maskOptimiser == null ? 0 : maskOptimiser.steps(), average == null ? 0 : average.steps());
        return new Checkpoint(hash, steps, figures, weights, moments, average == null ? Map.of() : average.values());
    }

    /** The test-time masks of what is exported, by gate name; empty where the last gates were open. */
    public Map<String, float[]> exportedMasks() {
        return switch (masked.mode()) {
            case OPEN -> Map.of();
            case REMOVED -> masked.masks().expected();
            case TRAINED, FROZEN ->
                average == null
                        ? masked.testMasks()
                        : masked.masks().with(average.values()).expected();
        };
    }

    /** The weights that are exported, gates not folded in: the average where there is one. */
    public Map<String, float[]> exportedWeights() {
        return average == null ? network.weights() : average.values();
    }

    /** The network that is exported. */
    public Deployed deployed() {
        return Deployed.of(network.spec(), exportedWeights(), exportedMasks());
    }

    /** The same network with nothing removed: zeros where gates are closed. */
    public Deployed withNothingRemoved() {
        Map<String, float[]> weights = masked.mode() == GateMode.REMOVED
                ? Compaction.of(layers, exportedMasks()).spread(layers, exportedWeights())
                : Folding.fold(network.spec(), exportedWeights(), exportedMasks());
        return Deployed.of(unpruned().deployed(), weights, Map.of());
    }

    @Override
    public void close() {
        if (average != null) {
            average.close();
        }
        weightRule.close();
        adam.close();
        network.close();
    }
}
