package io.latentwatch.evaluation.attack;

import static java.util.Objects.requireNonNull;

import io.latentwatch.evaluation.gradient.CrossEntropy;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputLoss;
import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.gradient.LogitLosses;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Projected gradient ascent on a loss in the L-infinity ball (Madry et al., ICLR 2018); untargeted, no early stop within a run,
 * the last iterate is used. The training attack of ANP-VS is this one on the cross-entropy with a random
 * start (training/METHOD.md).
 *
 * <p>The start is {@code clip(x + U(-epsilon, epsilon), 0, 1)}; each step adds {@code stepSize * sign(gradient)} and clips to
 * the ball and to [0,1]. With more than one restart an image is done with as soon as the end of a run, rounded to 8 bits, is
 * misclassified; the others keep the one of the highest loss.
 *
 * @param epsilon radius of the ball, in [0,1] pixel range
 * @param stepSize absolute, in [0,1] pixel range
 * @param loss what is raised; one that holds something for each image fits the one batch that it was made for
 */
public record LinfPgd(
        String name, double epsilon, int steps, double stepSize, boolean randomStart, int restarts, LogitLoss loss)
        implements Attack {
    public LinfPgd {
        requireNonNull(loss, "loss is null");
        Ball.linf(epsilon);
        if (!(stepSize > 0 && stepSize <= 1)) {
            throw new IllegalArgumentException("step size must lie in (0,1], found " + stepSize);
        }
        if (steps < 1 || restarts < 1) {
            throw new IllegalArgumentException(
                    "steps and restarts must be at least 1, found %d and %d".formatted(steps, restarts));
        }
    }

    /** On the cross-entropy, with one random start. */
    public static LinfPgd pgd(double epsilon, int steps, double stepSize) {
        return new LinfPgd("pgd", epsilon, steps, stepSize, true, 1, new CrossEntropy());
    }

    /** The fast gradient sign method (Goodfellow et al., ICLR 2015): one step of the whole radius from the image itself. */
    public static LinfPgd fgsm(double epsilon) {
        return new LinfPgd("fgsm", epsilon, 1, epsilon, false, 1, new CrossEntropy());
    }

    public LinfPgd withRestarts(int count) {
        return new LinfPgd(name, epsilon, steps, stepSize, randomStart, count, loss);
    }

    public LinfPgd withLoss(LogitLoss other) {
        return new LinfPgd(name, epsilon, steps, stepSize, randomStart, restarts, other);
    }

    /** From the image itself; restarts then differ in nothing. */
    public LinfPgd withoutRandomStart() {
        return new LinfPgd(name, epsilon, steps, stepSize, false, restarts, loss);
    }

    @Override
    public ImageBatch perturb(InputGradient network, ImageBatch clean, SplittableRandom[] draws) {
        float[] adversarial = ascend(network, clean, loss, draws);
        if (restarts > 1) {
            Worst worst = new Worst(network, clean, adversarial);
            for (int restart = 1; restart < restarts && worst.standing.length > 0; restart++) {
                int[] standing = worst.standing;
                worst.offer(
                        ascend(network, clean.select(standing), loss.select(standing), Draws.select(draws, standing)));
            }
        }
        return clean.withPixels(adversarial);
    }

    @Override
    public Ball ball() {
        return Ball.linf(epsilon);
    }

    @Override
    public Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("attack", name);
        description.put("epsilon", String.valueOf(epsilon));
        description.put("loss", loss.toString());
        description.put("steps", String.valueOf(steps));
        description.put("stepSize", String.valueOf(stepSize));
        description.put("randomStart", String.valueOf(randomStart));
        description.put("restarts", String.valueOf(restarts));
        return description;
    }

    private float[] ascend(InputGradient network, ImageBatch clean, LogitLoss raised, SplittableRandom[] draws) {
        Ball ball = ball();
        float[] x = start(ball, clean, draws);
        for (int step = 0; step < steps; step++) {
            InputLoss found = network.at(clean.withPixels(x), raised);
            for (int i = 0; i < x.length; i++) {
                x[i] = ball.project(x[i] + (float) stepSize * Math.signum(found.gradient()[i]), clean.pixels()[i]);
            }
        }
        return x;
    }

    private float[] start(Ball ball, ImageBatch clean, SplittableRandom[] draws) {
        float[] x = Arrays.copyOf(clean.pixels(), clean.pixels().length);
        if (randomStart) {
            int size = clean.shape().size();
            for (int i = 0; i < x.length; i++) {
                double noise = epsilon * (2 * draws[i / size].nextDouble() - 1);
                x[i] = ball.project(x[i] + (float) noise, clean.pixels()[i]);
            }
        }
        return x;
    }

    /** The worst ends of the runs so far; the images on which no run has ended misclassified still stand. */
    private final class Worst {
        private final InputGradient network;
        private final ImageBatch clean;
        private final float[] pixels;
        private final double[] losses;
        private int[] standing;

        Worst(InputGradient network, ImageBatch clean, float[] first) {
            this.network = network;
            this.clean = clean;
            this.pixels = first;
            this.losses = new double[clean.count()];
            this.standing = IntStream.range(0, clean.count()).toArray();
            Arrays.fill(losses, Double.NEGATIVE_INFINITY);
            offer(first.clone());
        }

        /** Ends of runs on the standing images. */
        void offer(float[] ends) {
            ImageBatch batch = clean.select(standing);
            float[] found = LogitLosses.of(
                            loss.select(standing), network.logits(batch.withPixels(ends)), batch.labels())
                    .values();
            Verdict verdict = Verdict.of(network, EightBit.round(batch.withPixels(ends), batch, ball()));
            int size = clean.shape().size();
            for (int i = 0; i < standing.length; i++) {
                int image = standing[i];
                if (!verdict.right()[i] || found[i] > losses[image]) {
                    losses[image] = found[i];
                    System.arraycopy(ends, i * size, pixels, image * size, size);
                }
            }
            int[] before = standing;
            standing = IntStream.of(verdict.standing()).map(i -> before[i]).toArray();
        }
    }
}
