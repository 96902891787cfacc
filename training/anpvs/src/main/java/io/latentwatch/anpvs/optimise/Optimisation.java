package io.latentwatch.anpvs.optimise;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.latentwatch.anpvs.attack.Adversary;
import io.latentwatch.anpvs.data.Chance;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.objective.Loss;
import io.latentwatch.anpvs.objective.Objective;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import java.util.Map;

/**
 * Epochs of: draw a batch, attack it, differentiate the objective, step. The order of the images is drawn anew each epoch; the
 * last batch of an epoch may be smaller.
 */
public final class Optimisation {
    private static final int PREDICTION_BATCH = 500;

    private final DjlNetwork network;
    private final Adversary adversary;
    private final Objective objective;
    private final Adam adam;
    private final Steps steps;
    private final NDManager manager;

    /**
     * How the steps go.
     *
     * @param baseRate learning rate that the schedule is a factor of
     * @param epochs of the whole run, on which the schedule depends
     */
    public record Steps(int batchSize, int epochs, double baseRate, LearningRateSchedule schedule, long seed) {
        /** Steps of one epoch. */
        public int perEpoch(int images) {
            return (images + batchSize - 1) / batchSize;
        }
    }

    public Optimisation(
            DjlNetwork network, Adversary adversary, Objective objective, Adam adam, Steps steps, NDManager manager) {
        this.network = network;
        this.adversary = adversary;
        this.objective = objective;
        this.adam = adam;
        this.steps = steps;
        this.manager = manager;
    }

    /**
     * Trains one epoch, counted from 0.
     *
     * @throws LossIsNotFiniteException if a loss becomes NaN or infinite
     */
    public EpochFigures epoch(int epoch, LabelledImages training, LabelledImages validation, StepListener listener) {
        long start = System.nanoTime();
        int[] order = Chance.permutation(training.count(), Chance.SHUFFLE.at(steps.seed(), epoch, 0));
        RunningFigures running = new RunningFigures();
        double rate = 0;
        for (int from = 0; from < order.length; from += steps.batchSize()) {
            int to = Math.min(order.length, from + steps.batchSize());
            ImageBatch clean =
                    training.select(Arrays.copyOfRange(order, from, to)).toBatch();
            rate = steps.schedule().at(steps.baseRate(), adam.steps(), totalSteps(training));
            step(epoch, clean, rate, running);
            listener.stepDone(epoch + 1, running.totalLoss(), running.accuracy());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new EpochFigures(epoch + 1, running.losses(), running.accuracy(), accuracy(validation), rate, seconds);
    }

    private void step(int epoch, ImageBatch clean, double rate, RunningFigures running) {
        ImageBatch adversarial = adversary.attack(network, clean, Chance.ATTACK.at(steps.seed(), epoch, adam.steps()));
        try (NDManager scratch = manager.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            Loss loss = objective.of(network, scratch, clean, adversarial);
            running.add(clean, loss);
            for (Map.Entry<String, NDArray> term : loss.terms().entrySet()) {
                requireFinite(epoch, term.getKey(), term.getValue().getFloat());
            }
            collector.backward(loss.total());
        }
        adam.step(rate);
    }

    /** Share of the images that the network classifies rightly; NaN where there are none. */
    public double accuracy(LabelledImages images) {
        int right = 0;
        for (int from = 0; from < images.count(); from += PREDICTION_BATCH) {
            ImageBatch batch = images.slice(from, PREDICTION_BATCH).toBatch();
            network.setTrainable(false);
            try (NDManager scratch = manager.newSubManager()) {
                right += RunningFigures.right(
                        batch, network.logits(network.input(scratch, batch)).toFloatArray());
            } finally {
                network.setTrainable(true);
            }
        }
        return (double) right / images.count();
    }

    private long totalSteps(LabelledImages training) {
        return (long) steps.perEpoch(training.count()) * steps.epochs();
    }

    private void requireFinite(int epoch, String term, float value) {
        if (!Float.isFinite(value)) {
            throw new LossIsNotFiniteException(epoch + 1, adam.steps(), term, value);
        }
    }
}
