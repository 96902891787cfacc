package io.latentwatch.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.LogitMargin;
import io.latentwatch.evaluation.gradient.LogitOrder;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every attack, whatever it does. */
class AttackInvariantsTest {
    private static final double EPSILON = 0.05;
    private static final int SIZE = 64;
    private static InputGradient network;

    private record Target(Attack attack, long seed) {
        @Override
        public String toString() {
            return attack.description() + ", seed " + seed;
        }
    }

    private static Stream<Target> targets() {
        List<Attack> attacks = List.of(
                LinfPgd.fgsm(EPSILON),
                LinfPgd.pgd(EPSILON, 5, 0.02),
                LinfPgd.pgd(EPSILON, 5, 0.02).withRestarts(3).withLoss(new LogitMargin(Double.POSITIVE_INFINITY)),
                Apgd.of(Apgd.Variant.CROSS_ENTROPY, EPSILON).withIterations(12),
                Apgd.of(Apgd.Variant.RATIO, EPSILON).withIterations(12).withRestarts(2),
                Apgd.of(Apgd.Variant.TARGETED, EPSILON).withIterations(12),
                FabTargeted.of(EPSILON).withIterations(12),
                Square.of(EPSILON).withQueries(50),
                HopSkipJump.in(Ball.linf(EPSILON)).withQueries(800).onEightBits(),
                HopSkipJump.in(Ball.unlimitedL2()).withQueries(400),
                new CarliniWagner(0, 4, 30, 0.05),
                new RotationShift(30, 0.1, 3, 3),
                quick(EPSILON));
        return Stream.of(1L, 2L, 3L).flatMap(seed -> attacks.stream().map(attack -> new Target(attack, seed)));
    }

    private static AutoAttack quick(double epsilon) {
        return new AutoAttack(List.of(
                Apgd.of(Apgd.Variant.CROSS_ENTROPY, epsilon).withIterations(6),
                Apgd.of(Apgd.Variant.TARGETED, epsilon).withIterations(6),
                FabTargeted.of(epsilon).withIterations(6),
                Square.of(epsilon).withQueries(30)));
    }

    @BeforeAll
    static void open() {
        network = OnnxInputGradient.of(GradientGraph.of(SmallModel.convolutional(1, 5), TieRule.FIRST));
    }

    @AfterAll
    static void close() {
        network.close();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void staysInItsBallAndInTheRangeAndKeepsTheLabels(Target target) {
        ImageBatch clean = images(12, target.seed()).toBatch();
        float[] before = clean.pixels().clone();

        ImageBatch attacked = target.attack().perturb(network, clean, new SplittableRandom(target.seed()));

        assertThat(attacked.labels()).containsExactly(clean.labels());
        assertThat(clean.pixels()).as("the clean batch").containsExactly(before);
        for (float value : attacked.pixels()) {
            assertThat(value).isBetween(0f, 1f);
        }
        for (int image = 0; image < clean.count(); image++) {
            assertThat(target.attack().ball().distance(attacked.image(image), clean.image(image)))
                    .isLessThanOrEqualTo(target.attack().ball().radius() + 1e-6);
        }
        assertThat(attacked.pixels()).as("something moved").isNotEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void roundedImagesStayInTheBall(Target target) {
        LabelledImages clean = images(12, target.seed());
        LabelledImages rounded = AttackedImages.of(target.attack(), network, clean, target.seed(), images -> {})
                .images();

        int levels = target.attack().ball().norm() == Norm.LINF ? 12 : 255; // 0.05 * 255 = 12.75
        for (int i = 0; i < clean.pixels().length; i++) {
            assertThat((rounded.pixels()[i] & 0xff) - (clean.pixels()[i] & 0xff))
                    .isBetween(-levels, levels);
        }
        assertThat(rounded.labels()).containsExactly(clean.labels());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void sameSeedGivesTheSameImagesOnAnyNumberOfThreads(Target target) {
        LabelledImages clean = images(130, target.seed()); // more than one batch
        AttackedImages once = AttackedImages.of(target.attack(), network, clean, target.seed(), images -> {});
        AttackedImages threaded = AttackedImages.of(target.attack(), network, clean, target.seed(), 3, images -> {});

        assertThat(threaded.images().pixels()).containsExactly(once.images().pixels());
        assertThat(threaded.brokenBy()).isEqualTo(once.brokenBy());
    }

    /** Up to the last bits of the logits, which another batch size may change in ONNX Runtime. */
    @ParameterizedTest
    @MethodSource("targets")
    void anImageAloneIsAttackedAsInABatch(Target target) {
        ImageBatch clean = images(6, target.seed()).toBatch();
        ImageBatch together = target.attack().perturb(network, clean, new SplittableRandom(target.seed()));

        for (int image : new int[] {0, 5}) {
            SplittableRandom[] draws = Draws.split(new SplittableRandom(target.seed()), 6);
            ImageBatch alone = target.attack()
                    .perturb(network, clean.slice(image, 1), Arrays.copyOfRange(draws, image, image + 1));

            assertThat(alone.pixels()).as("image %d", image).containsExactly(together.image(image), within(1e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void neverGivesTheNetworkItsLabelMoreOftenThanCleanImages(Target target) {
        LabelledImages clean = images(100, target.seed());
        LabelledImages attacked = AttackedImages.of(target.attack(), network, clean, target.seed(), images -> {})
                .images();

        int before = Verdict.of(network, clean.toBatch()).standing().length;
        assertThat(Verdict.of(network, attacked.toBatch()).standing()).hasSizeLessThan(before);
    }

    /** The labels are the network's own answers but for every seventh image. */
    private static LabelledImages images(int count, long seed) {
        byte[] pixels = new byte[count * SIZE];
        new SplittableRandom(seed).nextBytes(pixels);
        LabelledImages unlabelled = new LabelledImages(new ImageShape(1, 8, 8), pixels, new byte[count]);
        float[] logits = network.logits(unlabelled.toBatch());
        byte[] labels = new byte[count];
        for (int image = 0; image < count; image++) {
            int own = LogitOrder.largest(LogitOrder.row(logits, image, 5));
            labels[image] = (byte) (image % 7 == 6 ? (own + 1) % 5 : own);
        }
        return new LabelledImages(unlabelled.shape(), pixels, labels);
    }
}
