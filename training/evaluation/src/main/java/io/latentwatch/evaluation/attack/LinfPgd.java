package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputLoss;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Projected gradient ascent on the cross-entropy in the L-infinity ball (Madry et al., ICLR 2018); untargeted, no early stop,
 * the last iterate is used. The specification's training attack is this one with a random start (section 4.3).
 *
 * <p>The start is {@code clip(x + U(-epsilon, epsilon), 0, 1)}; each step adds {@code stepSize * sign(gradient)} and clips to
 * the ball and to [0,1]. With more than one restart each image keeps the iterate of the highest loss.
 *
 * @param epsilon radius of the ball, in [0,1] pixel range
 * @param stepSize absolute, in [0,1] pixel range
 */
public record LinfPgd(String name, double epsilon, int steps, double stepSize, boolean randomStart, int restarts)
        implements Attack {
    public LinfPgd {
        if (!(epsilon >= 0 && epsilon <= 1)) {
            throw new IllegalArgumentException("epsilon must lie in [0,1], found " + epsilon);
        }
        if (!(stepSize > 0 && stepSize <= 1)) {
            throw new IllegalArgumentException("step size must lie in (0,1], found " + stepSize);
        }
        if (steps < 1 || restarts < 1) {
            throw new IllegalArgumentException(
                    "steps and restarts must be at least 1, found %d and %d".formatted(steps, restarts));
        }
    }

    /** With one random start. */
    public static LinfPgd pgd(double epsilon, int steps, double stepSize) {
        return new LinfPgd("pgd", epsilon, steps, stepSize, true, 1);
    }

    /** The fast gradient sign method (Goodfellow et al., ICLR 2015): one step of the whole radius from the image itself. */
    public static LinfPgd fgsm(double epsilon) {
        return new LinfPgd("fgsm", epsilon, 1, epsilon, false, 1);
    }

    public LinfPgd withRestarts(int count) {
        return new LinfPgd(name, epsilon, steps, stepSize, randomStart, count);
    }

    @Override
    public ImageBatch perturb(InputGradient network, ImageBatch clean, SplittableRandom random) {
        float[] adversarial = ascend(network, clean, random);
        if (restarts > 1) {
            float[] highest = network.at(clean.withPixels(adversarial)).losses();
            for (int restart = 1; restart < restarts; restart++) {
                float[] candidate = ascend(network, clean, random);
                keepHigher(
                        adversarial,
                        highest,
                        candidate,
                        network.at(clean.withPixels(candidate)).losses());
            }
        }
        return clean.withPixels(adversarial);
    }

    @Override
    public Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("attack", name);
        description.put("epsilon", String.valueOf(epsilon));
        description.put("steps", String.valueOf(steps));
        description.put("stepSize", String.valueOf(stepSize));
        description.put("randomStart", String.valueOf(randomStart));
        description.put("restarts", String.valueOf(restarts));
        return description;
    }

    private float[] ascend(InputGradient network, ImageBatch clean, SplittableRandom random) {
        float[] x = start(clean.pixels(), random);
        for (int step = 0; step < steps; step++) {
            InputLoss loss = network.at(clean.withPixels(x));
            for (int i = 0; i < x.length; i++) {
                x[i] = project(x[i] + (float) stepSize * Math.signum(loss.gradient()[i]), clean.pixels()[i]);
            }
        }
        return x;
    }

    private float[] start(float[] clean, SplittableRandom random) {
        float[] x = Arrays.copyOf(clean, clean.length);
        if (randomStart) {
            for (int i = 0; i < x.length; i++) {
                x[i] = project(x[i] + (float) (epsilon * (2 * random.nextDouble() - 1)), clean[i]);
            }
        }
        return x;
    }

    private float project(float value, float clean) {
        float radius = (float) epsilon;
        float inBall = Math.min(Math.max(value, clean - radius), clean + radius);
        return Math.min(Math.max(inBall, 0f), 1f);
    }

    private static void keepHigher(float[] kept, float[] highest, float[] candidate, float[] losses) {
        int size = kept.length / losses.length;
        for (int image = 0; image < losses.length; image++) {
            if (losses[image] > highest[image]) {
                highest[image] = losses[image];
                System.arraycopy(candidate, image * size, kept, image * size, size);
            }
        }
    }
}
