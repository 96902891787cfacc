package io.latentwatch.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.LogitOrder;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On a linear classifier, where the truth is known: an image of which no value lies nearer to 0 or 1 than epsilon can be moved
 * over the boundary to class j exactly if (zy - zj) / ||wj - wy||_1 is below epsilon. The ball has whole levels only, and so have
 * the corners in which a linear classifier is fooled the most, so rounding changes nothing.
 */
class AutoAttackTest {
    private static final int CLASSES = 6;
    private static final int SIZE = 64;
    private static final double EPSILON = 5.0 / 255;
    private static final LinearClassifier CLASSIFIER = new LinearClassifier(5);

    /** Square with this number of queries need not find what is there: it searches at random. */
    private static Stream<Attack> attacksThatAreExactHere() {
        return Stream.of(
                Apgd.of(Apgd.Variant.TARGETED, EPSILON),
                FabTargeted.of(EPSILON),
                new AutoAttack(List.of(
                        Apgd.of(Apgd.Variant.CROSS_ENTROPY, EPSILON),
                        Apgd.of(Apgd.Variant.TARGETED, EPSILON),
                        FabTargeted.of(EPSILON),
                        Square.of(EPSILON).withQueries(500))));
    }

    @ParameterizedTest
    @MethodSource("attacksThatAreExactHere")
    void robustAccuracyOfALinearClassifierIsTheExactOne(Attack attack) {
        try (InputGradient network = CLASSIFIER.network()) {
            LabelledImages clean = CLASSIFIER.images(network, 200, 11);
            boolean[] right = right(
                    network,
                    AttackedImages.of(attack, network, clean, 1, images -> {}).images());

            int standing = 0;
            for (int image = 0; image < clean.count(); image++) {
                double distance = CLASSIFIER.distance(clean, image);
                standing += distance > EPSILON ? 1 : 0;
                // An image this near to the edge of the ball is decided by the rounding of float32.
                if (Math.abs(distance - EPSILON) > 1e-5) {
                    assertThat(right[image])
                            .as("image %d, distance %.6f", image, distance)
                            .isEqualTo(distance > EPSILON);
                }
            }
            assertThat(standing).as("a test that can fail").isBetween(20, 180);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void nothingBreaksWhatCannotBeBroken(long seed) {
        List<Attack> attacks = List.of(
                LinfPgd.pgd(EPSILON, 20, 0.02).withRestarts(3),
                Apgd.of(Apgd.Variant.CROSS_ENTROPY, EPSILON),
                Apgd.of(Apgd.Variant.RATIO, EPSILON),
                Square.of(EPSILON).withQueries(500));
        try (InputGradient network = CLASSIFIER.network()) {
            LabelledImages clean = CLASSIFIER.images(network, 100, seed);
            for (Attack attack : attacks) {
                boolean[] right = right(
                        network,
                        AttackedImages.of(attack, network, clean, seed, images -> {})
                                .images());
                for (int image = 0; image < clean.count(); image++) {
                    assertThat(right[image] || CLASSIFIER.distance(clean, image) < EPSILON + 1e-5)
                            .as("%s, image %d", attack.description(), image)
                            .isTrue();
                }
            }
        }
    }

    /** A linear classifier's best point is a corner, which random squares approach. */
    @Test
    void squareComesNearToTheExactRobustAccuracy() {
        try (InputGradient network = CLASSIFIER.network()) {
            LabelledImages clean = CLASSIFIER.images(network, 100, 3);
            boolean[] right = right(
                    network,
                    AttackedImages.of(Square.of(EPSILON).withQueries(3000), network, clean, 1, images -> {})
                            .images());

            for (int image = 0; image < clean.count(); image++) {
                if (CLASSIFIER.distance(clean, image) < 0.9 * EPSILON) {
                    assertThat(right[image]).as("image %d", image).isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void worstCaseIsNoBetterThanAnyPart(long seed) {
        double epsilon = 8.0 / 255;
        AutoAttack suite = new AutoAttack(List.of(
                Apgd.of(Apgd.Variant.CROSS_ENTROPY, epsilon).withIterations(5),
                FabTargeted.of(epsilon).withIterations(3),
                Square.of(epsilon).withQueries(20)));
        try (InputGradient network =
                OnnxInputGradient.of(GradientGraph.of(SmallModel.convolutional(seed, CLASSES), TieRule.FIRST))) {
            LabelledImages clean = CLASSIFIER.images(network, 60, seed);
            AttackedImages attacked = AttackedImages.of(suite, network, clean, seed, images -> {});
            boolean[] right = right(network, attacked.images());

            for (int image = 0; image < clean.count(); image++) {
                assertThat(attacked.brokenBy().get(image).isEmpty()).isEqualTo(right[image]);
            }
            // The first part runs on all images with the generators that it gets in the suite.
            AttackOutcome first = new AutoAttack(suite.parts().subList(0, 1))
                    .attack(network, clean.toBatch(), Draws.split(new SplittableRandom(seed), clean.count()));
            for (int image = 0; image < clean.count(); image++) {
                boolean brokenByFirst = first.brokenBy().get(image).equals("apgd-ce");
                assertThat(attacked.brokenBy().get(image).equals("apgd-ce")).isEqualTo(brokenByFirst);
                assertThat(right[image] && brokenByFirst).isFalse();
            }
        }
    }

    @Test
    void saysWhatBrokeEachImage() {
        try (InputGradient network = CLASSIFIER.network()) {
            LabelledImages clean = CLASSIFIER.images(network, 50, 2);
            byte[] labels = clean.labels().clone();
            labels[7] = (byte) ((labels[7] + 1) % CLASSES);
            LabelledImages one = new LabelledImages(clean.shape(), clean.pixels(), labels);

            AttackedImages attacked =
                    AttackedImages.of(AutoAttack.standard(EPSILON), network, one.slice(0, 12), 1, i -> {});

            assertThat(attacked.brokenBy().get(7)).isEqualTo(AttackOutcome.CLEAN);
            assertThat(attacked.images().image(7)).containsExactly(one.image(7));
            assertThat(attacked.attributes())
                    .containsEntry("attack", "autoattack")
                    .containsEntry("parts", "apgd-ce,apgd-t,fab-t,square");
            for (int image = 0; image < 12; image++) {
                boolean breakable = image == 7 || CLASSIFIER.distance(one, image) < EPSILON;
                assertThat(attacked.brokenBy().get(image).isEmpty()).isEqualTo(!breakable);
            }
        }
    }

    @Test
    void aBatchThatFailsFailsTheWholeInItsOwnWords() {
        try (InputGradient network =
                OnnxInputGradient.of(GradientGraph.of(SmallModel.convolutional(1), TieRule.FIRST))) {
            LabelledImages clean = new LabelledImages(new ImageShape(1, 8, 8), new byte[250 * SIZE], new byte[250]);
            int label = LogitOrder.largest(LogitOrder.row(network.logits(clean.toBatch()), 0, 3));
            Arrays.fill(clean.labels(), (byte) label);

            assertThatThrownBy(() -> AttackedImages.of(AutoAttack.standard(0), network, clean, 1, 3, images -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("at least 4 classes", "found 3");
        }
    }

    @Test
    void refusesPartsThatDoNotFitTogether() {
        assertThatThrownBy(() -> new AutoAttack(List.of(Square.of(0.1), FabTargeted.of(0.2))))
                .hasMessageContainingAll("one ball", "0.1", "0.2");
        assertThatThrownBy(() -> new AutoAttack(List.of(CarliniWagner.of(0))))
                .hasMessageContainingAll("apgd, fab-t, square", "cw-l2");
        assertThatThrownBy(() -> new AutoAttack(List.of())).hasMessageContaining("one ball");
    }

    private static boolean[] right(InputGradient network, LabelledImages images) {
        return Verdict.of(network, images.toBatch()).right();
    }

    /** Weights and images from a seed; its images keep away from 0 and 1. */
    private static final class LinearClassifier {
        private final float[] weights = new float[CLASSES * SIZE];
        private final float[] bias = new float[CLASSES];

        LinearClassifier(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) (random.nextDouble() - 0.5);
            }
            for (int k = 0; k < CLASSES; k++) {
                double sum = 0;
                for (int i = 0; i < SIZE; i++) {
                    sum += weights[k * SIZE + i];
                }
                bias[k] = (float) (-sum / 2);
            }
        }

        InputGradient network() {
            return OnnxInputGradient.of(GradientGraph.of(SmallModel.linear(weights, bias), TieRule.FIRST));
        }

        /** Labelled with the network's own answers. */
        LabelledImages images(InputGradient network, int count, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] pixels = new byte[count * SIZE];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) random.nextInt(30, 225);
            }
            LabelledImages unlabelled = new LabelledImages(new ImageShape(1, 8, 8), pixels, new byte[count]);
            float[] logits = network.logits(unlabelled.toBatch());
            byte[] labels = new byte[count];
            for (int image = 0; image < count; image++) {
                labels[image] = (byte) LogitOrder.largest(LogitOrder.row(logits, image, CLASSES));
            }
            return new LabelledImages(unlabelled.shape(), pixels, labels);
        }

        /** To the nearest boundary, in L-infinity. */
        double distance(LabelledImages images, int image) {
            int label = images.label(image);
            double nearest = Double.POSITIVE_INFINITY;
            for (int k = 0; k < CLASSES; k++) {
                double margin = bias[label] - bias[k];
                double norm = 0;
                for (int i = 0; i < SIZE; i++) {
                    double difference = (double) weights[label * SIZE + i] - weights[k * SIZE + i];
                    margin += difference * (images.pixels()[image * SIZE + i] & 0xff) / 255;
                    norm += Math.abs(difference);
                }
                if (k != label) {
                    nearest = Math.min(nearest, margin / norm);
                }
            }
            return nearest;
        }
    }
}
