package io.latentwatch.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CarliniWagnerTest {
    /**
     * Two classes, z1 - z0 = w (x - grey) - 1: the nearest image that class 1 wins by kappa is (1 + kappa) / |w| away, along w.
     * Here |w| = sqrt(64) = 8, and as many values of w are 1 as are -1. Rounding to whole levels moves each of the 64 values by at
     * most one level: by 8 levels in all.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void findsTheNearestImageOfALinearClassifier(double kappa) {
        float[] weights = new float[2 * 64];
        for (int i = 0; i < 64; i++) {
            weights[64 + i] = i % 2 == 0 ? 1 : -1;
        }
        float[] grey = new float[64];
        Arrays.fill(grey, 128 / 255f);
        ImageBatch clean = new ImageBatch(new ImageShape(1, 8, 8), grey, new int[] {0});
        try (InputGradient network = OnnxInputGradient.of(
                GradientGraph.of(SmallModel.linear(weights, new float[] {0, -1}), TieRule.FIRST))) {
            CarliniWagner attack = CarliniWagner.of(kappa);
            ImageBatch attacked = attack.perturb(network, clean, new SplittableRandom(1));
            float[] logits = network.logits(attacked);

            assertThat(logits[1]).isGreaterThan(logits[0]);
            assertThat(attack.ball().distance(attacked.pixels(), grey))
                    .isCloseTo((1 + kappa) / 8, within(0.01 * (1 + kappa) / 8 + 8.0 / 255));
        }
    }

    /** Which its float images, a hair behind the boundary, would often not be when rounded to the nearest levels. */
    @Test
    void itsRoundedImagesAreMisclassified() {
        byte[] pixels = new byte[30 * 64];
        new SplittableRandom(3).nextBytes(pixels);
        LabelledImages clean = new LabelledImages(new ImageShape(1, 8, 8), pixels, new byte[30]);
        try (InputGradient network =
                OnnxInputGradient.of(GradientGraph.of(SmallModel.convolutional(1, 5), TieRule.FIRST))) {
            AttackedImages attacked = AttackedImages.of(CarliniWagner.of(0), network, clean, 1, images -> {});

            assertThat(Verdict.of(network, clean.toBatch()).standing()).isNotEmpty();
            assertThat(Verdict.of(network, attacked.images().toBatch()).standing())
                    .isEmpty();
        }
    }

    @Test
    void refusesParametersThatMakeNoAttack() {
        assertThatThrownBy(() -> CarliniWagner.of(-1)).hasMessageContainingAll("kappa", "-1.0");
        assertThatThrownBy(() -> CarliniWagner.of(0).withIterations(0)).hasMessageContainingAll("iterations", "0");
        assertThatThrownBy(() -> new CarliniWagner(0, 9, 10, 0)).hasMessageContainingAll("learning rate", "0.0");
    }
}
