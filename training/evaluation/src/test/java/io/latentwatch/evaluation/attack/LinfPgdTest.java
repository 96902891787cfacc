package io.latentwatch.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputLoss;
import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.gradient.LogitOrder;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinfPgdTest {
    private record Target(LinfPgd attack, long seed) {
        @Override
        public String toString() {
            return attack.name() + " " + attack.epsilon() + ", seed " + seed;
        }
    }

    private static Stream<Target> targets() {
        return Stream.of(1L, 2L, 3L)
                .flatMap(seed -> Stream.of(
                        new Target(LinfPgd.pgd(0.1, 5, 0.03), seed),
                        new Target(LinfPgd.pgd(0.3, 3, 0.2).withRestarts(2), seed),
                        new Target(LinfPgd.fgsm(8.0 / 255), seed)));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void perturbationStaysInsideTheBallAndTheImageRange(Target target) {
        LabelledImages clean = images(20, target.seed());
        try (InputGradient network = network()) {
            ImageBatch attacked =
                    target.attack().perturb(network, clean.toBatch(), new SplittableRandom(target.seed()));

            float[] before = clean.toBatch().pixels();
            for (int i = 0; i < before.length; i++) {
                assertThat(attacked.pixels()[i]).isBetween(0f, 1f);
                assertThat((double) attacked.pixels()[i])
                        .isCloseTo(before[i], within(target.attack().epsilon() + 1e-6));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void roundedImagesStayInsideTheBallAndMove(Target target) {
        LabelledImages clean = images(20, target.seed());
        try (InputGradient network = network()) {
            LabelledImages rounded = AttackedImages.of(target.attack(), network, clean, target.seed(), images -> {})
                    .images();

            int furthest = 0;
            for (int i = 0; i < clean.pixels().length; i++) {
                furthest = Math.max(furthest, Math.abs((rounded.pixels()[i] & 0xff) - (clean.pixels()[i] & 0xff)));
            }
            assertThat(furthest / 255.0).isLessThanOrEqualTo(target.attack().epsilon() + 1e-12);
            assertThat(furthest).isEqualTo(EightBit.levels(target.attack().epsilon()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void raisesTheLossOfEveryImage(long seed) {
        ImageBatch clean = images(20, seed).toBatch();
        try (InputGradient network = network()) {
            float[] before = network.at(clean).losses();
            float[] after = network.at(LinfPgd.pgd(0.1, 10, 0.02).perturb(network, clean, new SplittableRandom(seed)))
                    .losses();

            for (int image = 0; image < before.length; image++) {
                assertThat(after[image]).isGreaterThan(before[image]);
            }
        }
    }

    /** On a loss that is linear in the pixels, the corner of the ball where every pixel has the gradient's sign is the best. */
    @Test
    void findsTheBestCornerOfALinearLoss() {
        float[] slope = {1, -2, 3, -4};
        ImageBatch clean =
                new ImageBatch(new ImageShape(1, 2, 2), new float[] {0.5f, 0.5f, 0.95f, 0.5f}, new int[] {0});

        ImageBatch attacked = LinfPgd.pgd(0.1, 20, 0.02).perturb(new Linear(slope), clean, new SplittableRandom(1));

        assertThat(attacked.pixels()).containsExactly(new float[] {0.6f, 0.4f, 1f, 0.4f}, within(1e-6f));
    }

    @Test
    void fgsmIsOneStepOfTheWholeRadius() {
        float[] slope = {1, -2, 0, -4};
        ImageBatch clean =
                new ImageBatch(new ImageShape(1, 2, 2), new float[] {0.5f, 0.5f, 0.5f, 0.05f}, new int[] {0});

        ImageBatch attacked = LinfPgd.fgsm(0.1).perturb(new Linear(slope), clean, new SplittableRandom(1));

        assertThat(attacked.pixels()).containsExactly(new float[] {0.6f, 0.4f, 0.5f, 0f}, within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void moreRestartsFoolAtLeastTheSameImagesAndElseNeverLowerTheLoss(long seed) {
        LinfPgd once = LinfPgd.pgd(0.05, 2, 0.02);
        try (InputGradient network = network()) {
            LabelledImages own = labelledByTheNetwork(network, images(60, seed));
            AttackedImages one = AttackedImages.of(once, network, own, 9, images -> {});
            AttackedImages five = AttackedImages.of(once.withRestarts(5), network, own, 9, images -> {});
            boolean[] rightAfterOne =
                    Verdict.of(network, one.images().toBatch()).right();
            boolean[] rightAfterFive =
                    Verdict.of(network, five.images().toBatch()).right();
            float[] lossesOfOne = network.at(once.perturb(network, own.toBatch(), new SplittableRandom(9)))
                    .losses();
            float[] lossesOfFive = network.at(
                            once.withRestarts(5).perturb(network, own.toBatch(), new SplittableRandom(9)))
                    .losses();

            for (int image = 0; image < own.count(); image++) {
                assertThat(rightAfterFive[image] && !rightAfterOne[image]).isFalse();
                if (rightAfterFive[image]) {
                    assertThat(lossesOfFive[image]).isGreaterThanOrEqualTo(lossesOfOne[image]);
                }
            }
        }
    }

    /** The network raises class 0 with the first pixel: the loss and the answer disagree about what is worse. */
    @Test
    void misclassifiedBeatsTheHighestLoss() {
        ImageBatch grey = new ImageBatch(new ImageShape(1, 2, 2), new float[] {0.4f, 0.4f, 0.4f, 0.4f}, new int[] {0});
        try (InputGradient brightIsRight = new BrightIsRight()) {
            LinfPgd attack =
                    LinfPgd.pgd(0.4, 1, 1e-6).withRestarts(50).withLoss((image, label, logits, slope) -> logits[0]);

            float[] attacked =
                    attack.perturb(brightIsRight, grey, new SplittableRandom(1)).pixels();

            assertThat(brightIsRight.logits(grey.withPixels(attacked))[0]).isNegative();
        }
    }

    @Test
    void sameSeedGivesTheSameImages() {
        LabelledImages clean = images(5, 5);
        try (InputGradient network = network()) {
            AttackedImages first = AttackedImages.of(LinfPgd.pgd(0.1, 3, 0.03), network, clean, 7, images -> {});
            AttackedImages again = AttackedImages.of(LinfPgd.pgd(0.1, 3, 0.03), network, clean, 7, images -> {});

            assertThat(again.images().pixels()).containsExactly(first.images().pixels());
            assertThat(first.attributes()).containsEntry("attack", "pgd").containsEntry("seed", "7");
        }
    }

    @Test
    void refusesParametersThatMakeNoAttack() {
        assertThatThrownBy(() -> LinfPgd.pgd(-0.1, 10, 0.01)).hasMessageContainingAll("epsilon", "[0,1]", "-0.1");
        assertThatThrownBy(() -> LinfPgd.pgd(0.1, 0, 0.01)).hasMessageContainingAll("steps", "0");
        assertThatThrownBy(() -> LinfPgd.pgd(0.1, 10, Double.NaN)).hasMessageContainingAll("step size", "NaN");
    }

    private static InputGradient network() {
        return OnnxInputGradient.of(GradientGraph.of(SmallModel.convolutional(1), TieRule.FIRST));
    }

    private static LabelledImages images(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[count * 64];
        random.nextBytes(pixels);
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 3);
        }
        return new LabelledImages(new ImageShape(1, 8, 8), pixels, labels);
    }

    private static LabelledImages labelledByTheNetwork(InputGradient network, LabelledImages images) {
        float[] logits = network.logits(images.toBatch());
        byte[] labels = new byte[images.count()];
        for (int image = 0; image < labels.length; image++) {
            labels[image] = (byte) LogitOrder.largest(LogitOrder.row(logits, image, 3));
        }
        return new LabelledImages(images.shape(), images.pixels(), labels);
    }

    /** Class 0 where the first pixel is brighter than a fifth, without any gradient. */
    private record BrightIsRight() implements InputGradient {
        @Override
        public InputLoss at(ImageBatch batch, LogitLoss loss) {
            return new InputLoss(new float[batch.count()], new float[batch.pixels().length], logits(batch));
        }

        @Override
        public float[] logits(ImageBatch batch) {
            float[] logits = new float[2 * batch.count()];
            for (int image = 0; image < batch.count(); image++) {
                logits[2 * image] = batch.image(image)[0] - 0.2f;
            }
            return logits;
        }

        @Override
        public void close() {}
    }

    /** A loss whose gradient is the same everywhere. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Linear(float[] slope) implements InputGradient {
        @Override
        public InputLoss at(ImageBatch batch, LogitLoss unused) {
            float loss = 0;
            for (int i = 0; i < slope.length; i++) {
                loss += slope[i] * batch.pixels()[i];
            }
            return new InputLoss(new float[] {loss}, Arrays.copyOf(slope, slope.length), logits(batch));
        }

        @Override
        public float[] logits(ImageBatch batch) {
            return new float[] {0, 1};
        }

        @Override
        public void close() {}
    }
}
