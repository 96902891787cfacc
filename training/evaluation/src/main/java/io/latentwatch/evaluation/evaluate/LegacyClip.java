package io.latentwatch.evaluation.evaluate;

import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.graph.FirstStandardisation;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * What the attack on CIFAR in the code that its authors released (Madaan, Shin, Hwang, ICML 2020) makes of a network's figures. Images are standardised,
 * most values then lie between -2 and 2, and the attack cuts them to [0,1] at its start and after each step: about half of every
 * image becomes 0, far outside the ball of 0.03, which itself is in units of the image's standard deviation. For comparison alone:
 * such images are none that a camera or an attacker limited to the ball could give.
 *
 * @param cut accuracy on images that are only cut, not attacked
 * @param attacked the same after the attack's 40 steps of 0.007
 * @param outsideBall share of the values that lie further than the radius from where they were
 */
public record LegacyClip(AccuracyRow cut, AccuracyRow attacked, double outsideBall) {
    private static final double EPSILON = 0.03;
    private static final double STEP_SIZE = 0.007;
    private static final int STEPS = 40;
    private static final int BATCH = 100;
    /** What rounding in 32 bits may add. */
    private static final double SLACK = 1e-6;

    /** Gradient evaluations an image. */
    static final int EVALUATIONS = STEPS;

    /**
     * Attacks what comes after the network's standardisation, without rounding to 8 bits.
     *
     * @param progress told how many gradient evaluations more are done
     * @throws IllegalArgumentException if the network does not begin with the standardisation of each image
     */
    static LegacyClip measure(FirstStandardisation network, LabelledImages images, long seed, LongConsumer progress) {
        LinfPgd attack = LinfPgd.pgd(EPSILON, STEPS, STEP_SIZE);
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] cut = new boolean[images.count()];
        boolean[] attacked = new boolean[images.count()];
        long outside = 0;
        try (OnnxClassifier classifier = OnnxClassifier.of(network.rest().toByteArray());
                InputGradient gradient = OnnxInputGradient.of(GradientGraph.of(network.rest(), TieRule.FIRST))) {
            for (int from = 0; from < images.count(); from += BATCH) {
                ImageBatch clean = network.apply(images.slice(from, BATCH).toBatch());
                ImageBatch adversarial = attack.perturb(gradient, clean, random);
                put(classifier.right(cut(clean)), cut, from);
                put(classifier.right(adversarial), attacked, from);
                outside += outside(clean, adversarial);
                progress.accept((long) clean.count() * EVALUATIONS);
            }
        }
        Map<String, String> parameters = new LinkedHashMap<>(attack.description());
        parameters.put("seed", String.valueOf(seed));
        return new LegacyClip(
                AccuracyRow.of("legacy-cut", Map.of(), cut),
                AccuracyRow.of("legacy-clip", parameters, attacked),
                (double) outside / images.pixels().length);
    }

    private static void put(boolean[] part, boolean[] all, int from) {
        System.arraycopy(part, 0, all, from, part.length);
    }

    private static ImageBatch cut(ImageBatch images) {
        float[] cut = images.pixels().clone();
        for (int i = 0; i < cut.length; i++) {
            cut[i] = Math.min(Math.max(cut[i], 0), 1);
        }
        return images.withPixels(cut);
    }

    private static long outside(ImageBatch clean, ImageBatch adversarial) {
        long count = 0;
        for (int i = 0; i < clean.pixels().length; i++) {
            count += Math.abs(clean.pixels()[i] - adversarial.pixels()[i]) > EPSILON + SLACK ? 1 : 0;
        }
        return count;
    }
}
