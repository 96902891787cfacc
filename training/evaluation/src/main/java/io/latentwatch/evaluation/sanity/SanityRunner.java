package io.latentwatch.evaluation.sanity;

import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.attack.EightBit;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputLoss;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Measures what the sanity checks look at. All attacks draw from the same seed, so one with more steps begins as the one with
 * fewer.
 *
 * @param network gradients of the network in question
 * @param classifier the same network
 * @param images a few hundred
 * @param threads of the attacks
 */
public record SanityRunner(
        SanitySweeps sweeps,
        InputGradient network,
        OnnxClassifier classifier,
        LabelledImages images,
        long seed,
        int threads) {
    private static final int NOISE_DRAWS = 10;
    private static final int BATCH = 100;

    /**
     * Runs all of it.
     *
     * @param transferred the same images, attacked on the source network; empty without one
     * @param progress told of gradient evaluations, {@link SanitySweeps#evaluationsPerImage} for each image in all
     */
    public SanityMeasurements measure(Optional<LabelledImages> transferred, LongConsumer progress) {
        Map<LinfPgd, LabelledImages> attacked = new LinkedHashMap<>();
        for (LinfPgd attack : sweeps.all()) {
            long evaluations = (long) attack.steps() * attack.restarts();
            attacked.put(
                    attack,
                    AttackedImages.of(
                                    attack,
                                    network,
                                    images,
                                    seed,
                                    threads,
                                    count -> progress.accept(count * evaluations))
                            .images());
        }
        return new SanityMeasurements(
                images.count(),
                accuracy(images),
                accuracy(attacked.get(sweeps.attack())),
                sweep(sweeps.byEpsilon(), LinfPgd::epsilon, attacked),
                sweep(sweeps.bySteps(), LinfPgd::steps, attacked),
                sweep(sweeps.byRestarts(), LinfPgd::restarts, attacked),
                sweep(sweeps.byStepSize(), LinfPgd::stepSize, attacked),
                accuracy(attacked.get(sweeps.singleStep())),
                noise(),
                transferred.map(this::accuracy).orElse(null),
                sweeps.bySteps().stream()
                        .map(attack -> meanLoss(attacked.get(attack)))
                        .toList(),
                zeroGradients());
    }

    private List<Point> sweep(
            List<LinfPgd> attacks, ToDoubleFunction<LinfPgd> varied, Map<LinfPgd, LabelledImages> attacked) {
        return attacks.stream()
                .map(attack -> new Point(varied.applyAsDouble(attack), accuracy(attacked.get(attack))))
                .toList();
    }

    private double accuracy(LabelledImages some) {
        return classifier.accuracy(some.toBatch());
    }

    private double meanLoss(LabelledImages some) {
        double sum = 0;
        for (int from = 0; from < some.count(); from += BATCH) {
            for (float loss : network.at(some.slice(from, BATCH).toBatch()).losses()) {
                sum += loss;
            }
        }
        return sum / some.count();
    }

    private double noise() {
        SplittableRandom random = new SplittableRandom(seed);
        int levels = EightBit.levels(sweeps.attack().epsilon());
        boolean[] withstands = new boolean[images.count()];
        Arrays.fill(withstands, true);
        for (int draw = 0; draw < NOISE_DRAWS; draw++) {
            byte[] pixels = images.pixels().clone();
            for (int i = 0; i < pixels.length; i++) {
                int level = (pixels[i] & 0xff) + (random.nextBoolean() ? levels : -levels);
                pixels[i] = (byte) Math.min(Math.max(level, 0), 255);
            }
            LabelledImages noisy = new LabelledImages(images.shape(), pixels, images.labels());
            boolean[] right = classifier.right(noisy.toBatch());
            for (int i = 0; i < right.length; i++) {
                withstands[i] &= right[i];
            }
        }
        long count =
                IntStream.range(0, withstands.length).filter(i -> withstands[i]).count();
        return (double) count / withstands.length;
    }

    private double zeroGradients() {
        int size = images.shape().size();
        long zero = 0;
        for (int from = 0; from < images.count(); from += BATCH) {
            InputLoss loss = network.at(images.slice(from, BATCH).toBatch());
            zero += IntStream.range(0, loss.losses().length)
                    .filter(image ->
                            IntStream.range(image * size, (image + 1) * size).allMatch(i -> loss.gradient()[i] == 0))
                    .count();
        }
        return (double) zero / images.count();
    }
}
