package io.latentwatch.anpvs.optimise;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.latentwatch.anpvs.configuration.LossKind;
import io.latentwatch.anpvs.configuration.Phase;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.data.Augmentation;
import io.latentwatch.anpvs.data.Chance;
import io.latentwatch.anpvs.masked.GateMode;
import io.latentwatch.anpvs.masked.MaskedNetwork;
import io.latentwatch.anpvs.objective.DrawnMasks;
import io.latentwatch.anpvs.objective.Loss;
import io.latentwatch.anpvs.objective.Objective;
import io.latentwatch.anpvs.objective.TrainingPasses;
import io.latentwatch.anpvs.weight.WeightRule;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.KlDivergence;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Epochs of: draw a batch, attack it, differentiate the objective, step. The order of the images is drawn anew each epoch; the
 * last batch of an epoch may be smaller.
 */
public final class Optimisation {
    private static final int REMOVAL_PROBES = 256;
    /** Relative to the largest logit in size; sums of floats in another order stay far below. */
    private static final double REMOVAL_TOLERANCE = 1e-5;

    private static final double LARGEST_CREDIBLE_GRADIENT = 1e4;

    private final TrainingConfiguration configuration;
    private final TrainingState state;
    private final Augmentation augmentation;
    private final Objective objective;
    private final Function<MaskedNetwork, InputGradient> gradients;
    private final ValidationWatch watch;
    private final NDManager manager;

    /**
     * The steps of a run.
     *
     * @param gradients what the attack climbs
     * @param watch measures the validation images after each epoch
     */
    public Optimisation(
            TrainingConfiguration configuration,
            TrainingState state,
            Function<MaskedNetwork, InputGradient> gradients,
            ValidationWatch watch,
            NDManager manager) {
        this.configuration = configuration;
        this.state = state;
        this.augmentation = configuration.augmentation();
        this.objective = configuration.loss().objective();
        this.gradients = gradients;
        this.watch = watch;
        this.manager = manager;
    }

    /** Steps of one epoch. */
    public static int stepsPerEpoch(TrainingConfiguration configuration, int images) {
        return (images + configuration.batchSize() - 1) / configuration.batchSize();
    }

    /**
     * Trains one epoch of the run, counted from 0. A step whose gradient is beyond belief is differentiated again, once, before it is used:
     * {@link StepListener#differentiatedAgain}.
     *
     * @throws LossIsNotFiniteException if a loss becomes NaN or infinite, or a gradient twice, or a weight in the last step
     */
    public EpochFigures epoch(int epoch, LabelledImages training, StepListener listener) {
        long start = System.nanoTime();
        TrainingConfiguration.Position position = configuration.position(epoch);
        enter(position.phase(), training);
        if (epoch == position.firstEpoch()) {
            state.startPhase(position.phase());
            if (position.last() && configuration.averaging() > 0) {
                state.startAverage();
            }
        }
        int[] order = Chance.permutation(training.count(), Chance.SHUFFLE.at(configuration.seed(), epoch, 0));
        int steps = stepsPerEpoch(configuration, training.count());
        RunningFigures running = new RunningFigures();
        double rate = 0;
        for (int step = 0; step < steps; step++) {
            int from = step * configuration.batchSize();
            int to = Math.min(order.length, from + configuration.batchSize());
            ImageBatch drawn =
                    training.select(Arrays.copyOfRange(order, from, to)).toBatch();
            ImageBatch clean = augmentation.apply(drawn, Chance.AUGMENTATION.at(configuration.seed(), epoch, step));
            long stepOfPhase = (epoch - position.firstEpoch()) * (long) steps + step;
            long stepsOfPhase = position.phase().epochs() * (long) steps;
            double done = (double) stepOfPhase / stepsOfPhase;
            rate = position.phase().learningRate().at(done);
            WeightRule.Moment moment = new WeightRule.Moment(stepOfPhase, stepsOfPhase, rate, training.count());
            step(new At(epoch, step, done, position.phase(), moment), clean, running, listener);
            listener.stepDone(running.after(epoch + 1, clean.count()));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        requireFiniteWeights(epoch, steps - 1);
        ValidationWatch.Accuracies validation = watch.measure(state.deployed(), epoch);
        return new EpochFigures(
                epoch + 1,
                position.phase().name(),
                running.losses(),
                running.accuracy(),
                running.attackedAccuracy(),
                validation.clean(),
                validation.attacked(),
                position.phase().gates() == GateMode.OPEN
                        ? 0
                        : state.masked().masks().sparsity(),
                rate,
                running.largestGradient(),
                seconds);
    }

    /** Removing gates must not change what the network says; that is looked at on training images. */
    private void enter(Phase phase, LabelledImages training) {
        if (phase.gates() != GateMode.REMOVED || state.masked().mode() == GateMode.REMOVED) {
            state.enter(phase);
            return;
        }
        ImageBatch probes =
                training.slice(0, Math.min(REMOVAL_PROBES, training.count())).toBatch();
        float[] masked = testLogits(probes);
        state.enter(phase);
        float[] left = testLogits(probes);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < masked.length; i++) {
            largest = Math.max(largest, Math.abs(masked[i]));
            difference = Math.max(difference, Math.abs((double) masked[i] - left[i]));
        }
        if (!(difference <= REMOVAL_TOLERANCE * largest)) {
            throw new IllegalStateException(
                    ("phase %s: expected removed gates to change no logit by more than %.0e of the largest, found %.2e; the last checkpoint has"
                                    + " them still: use FROZEN gates, and report this")
                            .formatted(phase.name(), REMOVAL_TOLERANCE, difference / largest));
        }
    }

    private float[] testLogits(ImageBatch images) {
        try (NDManager scratch = manager.newSubManager()) {
            return state.masked()
                    .logits(state.masked().network().input(scratch, images))
                    .toFloatArray();
        }
    }

    /**
     * Where a step stands.
     *
     * @param done part of the phase, in [0,1)
     */
    private record At(int epoch, int step, double done, Phase phase, WeightRule.Moment moment) {
        SplittableRandom chance(Chance use, long seed) {
            return use.at(seed, epoch, step);
        }
    }

    private void step(At at, ImageBatch clean, RunningFigures running, StepListener listener) {
        ImageBatch adversarial = attacked(at, clean);
        SplittableRandom chance = at.chance(Chance.PASSES, configuration.seed());
        state.weightRule().beforePasses(at.moment(), chance);
        Differentiated differentiated = differentiate(at, clean, adversarial, chance);
        if (!differentiated.credible()) {
            double first = differentiated.norm();
            state.adam().clearGradients();
            differentiated = differentiate(at, clean, adversarial, at.chance(Chance.PASSES, configuration.seed()));
            requireFinite(at, "the gradient's norm", differentiated.norm());
            listener.differentiatedAgain(at.epoch() + 1, at.step() + 1, first, differentiated.norm());
        }
        running.add(clean.count(), differentiated.outcome());
        state.weightRule().beforeStep(at.moment());
        Double limit = configuration.largestGradient();
        running.addGradient(
                state.adam().step(at.moment().learningRate(), limit == null ? Double.POSITIVE_INFINITY : limit));
        state.weightRule().afterStep(at.moment());
        if (at.phase().gates() == GateMode.TRAINED) {
            state.maskOptimiser()
                    .step(
                            differentiated.maskGradient(),
                            at.moment().learningRate() * configuration.masks().learningRateFactor(),
                            state.masked().masks()::move);
        }
        if (state.average() != null) {
            state.average().add();
        }
    }

    /**
     * What a backward pass came to; the weights' gradients lie with the network.
     *
     * @param maskGradient by the names of the posteriors' parameters; empty where masks are not trained
     * @param norm of the weights' and the masks' gradients together
     */
    private record Differentiated(RunningFigures.Outcome outcome, Map<String, double[]> maskGradient, double norm) {
        /** Gradients of a healthy training stay below a hundred. One step of this size with Adam spoils a network. */
        boolean credible() {
            return norm <= LARGEST_CREDIBLE_GRADIENT;
        }
    }

    private Differentiated differentiate(At at, ImageBatch clean, ImageBatch adversarial, SplittableRandom chance) {
        boolean trainsMasks = at.phase().gates() == GateMode.TRAINED;
        try (NDManager scratch = manager.newSubManager()) {
            TrainingPasses passes = new TrainingPasses(state.masked(), scratch, clean, adversarial, chance);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                Loss loss = objective.of(passes);
                if (trainsMasks) {
                    loss.terms().put("kl", state.masked().masks().kl());
                }
                loss.terms().putAll(state.weightRule().terms());
                loss.terms().forEach((name, value) -> requireFinite(at, name, value));
                collector.backward(loss.total());
                Map<String, double[]> maskGradient = trainsMasks ? maskGradient(loss, at) : Map.of();
                double squares = Math.pow(state.adam().gradientNorm(), 2);
                for (double[] values : maskGradient.values()) {
                    for (double value : values) {
                        squares += value * value;
                    }
                }
                return new Differentiated(RunningFigures.Outcome.of(clean, loss), maskGradient, Math.sqrt(squares));
            }
        }
    }

    private ImageBatch attacked(At at, ImageBatch clean) {
        if (at.phase().attack() == null) {
            return clean;
        }
        try (InputGradient gradient = gradients.apply(state.masked())) {
            LinfPgd attack = at.phase().attack().at(at.done());
            if (configuration.loss().kind() == LossKind.TRADES) {
                attack = attack.withLoss(KlDivergence.from(gradient.logits(clean), clean.count()));
            }
            return attack.perturb(gradient, clean, at.chance(Chance.ATTACK, configuration.seed()));
        }
    }

    /** What the loss says, and beta / N of the divergence. */
    private Map<String, double[]> maskGradient(Loss loss, At at) {
        Map<String, double[]> sum = state.masked()
                .masks()
                .klGradient(configuration.masks().klWeight()
                        * at.phase().klFactor(at.done())
                        / at.moment().trainingImages());
        for (DrawnMasks drawn : loss.masks()) {
            drawn.gradient().forEach((name, part) -> {
                double[] values = sum.get(name);
                for (int k = 0; k < values.length; k++) {
                    values[k] += part[k];
                }
            });
        }
        return sum;
    }

    /** So that no checkpoint holds what the last step broke. */
    private void requireFiniteWeights(int epoch, int step) {
        state.masked().network().weights().forEach((name, values) -> {
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    throw new LossIsNotFiniteException(epoch + 1, step, "a value of " + name, value);
                }
            }
        });
    }

    private void requireFinite(At at, String term, double value) {
        if (!Double.isFinite(value)) {
            throw new LossIsNotFiniteException(at.epoch() + 1, at.step(), term, value);
        }
    }
}
