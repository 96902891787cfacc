package io.latentwatch.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputLoss;
import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On a linear classifier of 64 pixels whose boundary is known: class 1 where the sum of all pixels with alternating signs exceeds 0.8. A grey image is 0.8 / sqrt(64) = 0.1 away from it in
 * L2 and 0.8 / 64 = 0.0125 in L-infinity.
 */
class HopSkipJumpTest {
    private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
    private static final double MARGIN = 0.8;
    private static InputGradient network;

    @BeforeAll
    static void open() {
        float[] weights = new float[2 * 64];
        for (int i = 0; i < 64; i++) {
            weights[64 + i] = sign(i);
        }
        network = OnnxInputGradient.of(GradientGraph.of(
                SmallModel.linear(weights, new float[] {0, (float) -MARGIN}), TieRule.FIRST));
    }

    @AfterAll
    static void close() {
        network.close();
    }

    /** The paper: B_t = B_0 sqrt(t), with B_0 = 100. */
    @ParameterizedTest
    @CsvSource({"1, 100", "2, 141", "3, 173", "4, 200", "25, 500", "1000000, 10000"})
    void takesMoreProbesFromIterationToIteration(int iteration, int probes) {
        assertThat(HopSkipJumpSearch.probes(100, iteration)).isEqualTo(probes);
    }

    /**
     * A mean of B random unit vectors with the sign of their part along the normal has sqrt(2 / pi d) along it and sqrt(1 / B) across: with d = 64 and B = 1,000 the cosine is 1 / sqrt(1 + pi d
     * / 2B) = 0.953.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void estimatesTheNormalOfTheBoundaryAsWellAsItsProbesAllow(long seed) {
        float[] boundary = grey();
        for (int i = 0; i < 64; i++) {
            boundary[i] += (float) (sign(i) * MARGIN / 64);
        }

        float[] normal =
                search(HopSkipJump.in(Ball.unlimitedL2()), network, seed).normal(boundary, 0.1, 1_000);

        double cosine = 0;
        for (int i = 0; i < 64; i++) {
            cosine += normal[i] * sign(i) / 8.0;
        }
        assertThat(cosine).isCloseTo(0.953, within(0.03));
    }

    /** The threshold is d^(-3/2) of the way: here 1 / 512 of what the point's margin is beyond the clean image's. */
    @Test
    void bisectsToTheBoundary() {
        float[] point = grey();
        for (int i = 0; i < 64; i++) {
            point[i] += 0.4f * sign(i);
        }
        float[] found = search(HopSkipJump.in(Ball.unlimitedL2()), network, 1).bisect(point);

        assertThat(margin(found)).isBetween(0.0, (margin(point) + MARGIN) / 512 + 1e-4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void comesNearTheNearestMisclassifiedImage(long seed) {
        float[] far = attack(HopSkipJump.in(Ball.unlimitedL2()).withQueries(200), network, seed);
        float[] near = attack(HopSkipJump.in(Ball.unlimitedL2()).withQueries(5_000), network, seed);

        Ball ball = Ball.unlimitedL2();
        assertThat(margin(near)).isPositive();
        assertThat(ball.distance(near, grey())).isLessThan(ball.distance(far, grey()));
        assertThat(ball.distance(near, grey())).isBetween(0.1, 0.14); // rounding outwards takes up to 8 / 255 = 0.031
    }

    /** 0.05 is four times as far as it has to go. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsAnImageOfEightBitsInTheBall(long seed) {
        HopSkipJump attack = HopSkipJump.in(Ball.linf(0.05)).withQueries(3_000).onEightBits();

        float[] found = attack(attack, network, seed);

        assertThat(margin(found)).isPositive();
        for (int i = 0; i < 64; i++) {
            assertThat(Math.abs(found[i] - grey()[i])).isLessThanOrEqualTo(12 / 255f + 1e-6f); // 0.05 x 255 = 12.75
            assertThat(found[i] * 255).isCloseTo(Math.round(found[i] * 255), within(1e-3f));
        }
    }

    @Test
    void leavesAnImageThatItDoesNotGetIntoTheBall() {
        assertThat(attack(HopSkipJump.in(Ball.linf(0.01)).withQueries(500), network, 1))
                .containsExactly(grey());
    }

    /** The same points are asked about when all but the class is taken from the answers. */
    @Test
    void looksAtNothingButTheClass() {
        HopSkipJump attack = HopSkipJump.in(Ball.linf(0.05)).withQueries(1_000);

        assertThat(attack(attack, new Asked(), 7)).containsExactly(attack(attack, network, 7));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 30, 117, 1_000})
    void asksNoMoreOftenThanItMay(int queries) {
        Asked asked = new Asked();

        attack(HopSkipJump.in(Ball.unlimitedL2()).withQueries(queries), asked, 3);

        assertThat(asked.images).isLessThanOrEqualTo(queries);
    }

    @Test
    void refusesParametersThatMakeNoAttack() {
        assertThatThrownBy(() -> HopSkipJump.in(Ball.linf(0.1)).withQueries(0)).hasMessageContainingAll("query", "0");
        assertThatThrownBy(() -> new HopSkipJump(Ball.linf(0.1), 10, 1, 0)).hasMessageContainingAll("probes", "1");
        assertThatThrownBy(() -> new HopSkipJump(Ball.linf(0.1), 10, 10, -1)).hasMessageContaining("resolution");
    }

    private static float sign(int pixel) {
        return pixel % 2 == 0 ? 1 : -1;
    }

    private static float[] grey() {
        float[] grey = new float[64];
        Arrays.fill(grey, 128 / 255f);
        return grey;
    }

    private static double margin(float[] image) {
        double margin = -MARGIN;
        for (int i = 0; i < 64; i++) {
            margin += sign(i) * image[i];
        }
        return margin;
    }

    private static ImageBatch clean() {
        return new ImageBatch(SHAPE, grey(), new int[1]);
    }

    private static HopSkipJumpSearch search(HopSkipJump attack, InputGradient network, long seed) {
        return new HopSkipJumpSearch(attack, network, clean(), new SplittableRandom(seed));
    }

    private static float[] attack(HopSkipJump attack, InputGradient network, long seed) {
        return attack.perturb(network, clean(), new SplittableRandom(seed)).pixels();
    }

    /** Gives 1 to the class and 0 to the others, and counts images. */
    private static final class Asked implements InputGradient {
        private int images;

        @Override
        public float[] logits(ImageBatch batch) {
            images += batch.count();
            float[] logits = network.logits(batch);
            for (int i = 0; i < logits.length; i += 2) {
                boolean one = logits[i + 1] > logits[i];
                logits[i] = one ? 0 : 1;
                logits[i + 1] = one ? 1 : 0;
            }
            return logits;
        }

        @Override
        public InputLoss at(ImageBatch batch, LogitLoss loss) {
            throw new AssertionError("asked for a gradient");
        }

        @Override
        public void close() {}
    }
}
