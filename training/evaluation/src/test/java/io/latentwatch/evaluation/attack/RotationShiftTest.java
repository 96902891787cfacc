package io.latentwatch.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputLoss;
import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RotationShiftTest {
    private static final ImageShape SHAPE = new ImageShape(1, 5, 5);

    /** A bright bar in the middle column; the network calls it class 1 the more, the brighter the middle row's ends are: a quarter turn makes them white. */
    @Test
    void turnsTheImageToWhereTheNetworkIsMostWrong() {
        Asked network = new Asked(pixels -> pixels[10] + pixels[14] - 1);

        ImageBatch turned = new RotationShift(90, 0, 3, 2).perturb(network, bar(), new SplittableRandom(1));

        float[] lying = new float[25];
        for (int column = 0; column < 5; column++) {
            lying[10 + column] = 1;
        }
        assertThat(turned.pixels()).containsExactly(lying);
        assertThat(network.times).isEqualTo(3 * 2 * 2);
    }

    /** A fifth of the side is one pixel; the edge, which is black, comes in from outside. */
    @Test
    void movesTheImageAndRepeatsTheEdge() {
        Asked network = new Asked(pixels -> pixels[3]);

        ImageBatch moved = new RotationShift(1e-9, 0.2, 3, 3).perturb(network, bar(), new SplittableRandom(1));

        for (int i = 0; i < 25; i++) {
            assertThat(moved.pixels()[i]).as("pixel %d", i).isEqualTo(i % 5 == 3 ? 1 : 0);
        }
    }

    @Test
    void refusesParametersThatMakeNoAttack() {
        assertThatThrownBy(() -> new RotationShift(0, 0.1, 3, 3)).hasMessageContainingAll("degrees", "0.0");
        assertThatThrownBy(() -> new RotationShift(30, 1.1, 3, 3)).hasMessageContainingAll("shift", "1.1");
        assertThatThrownBy(() -> new RotationShift(30, 0.1, 1, 3)).hasMessageContainingAll("rotations", "1");
    }

    private static ImageBatch bar() {
        float[] pixels = new float[25];
        for (int row = 0; row < 5; row++) {
            pixels[5 * row + 2] = 1;
        }
        return new ImageBatch(SHAPE, pixels, new int[1]);
    }

    private interface Doubt {
        float of(float[] pixels);
    }

    /** A network of two classes that tells the second one's logit, beside 0; it counts how often it is asked. */
    private static final class Asked implements InputGradient {
        private final Doubt doubt;
        private int times;

        Asked(Doubt doubt) {
            this.doubt = doubt;
        }

        @Override
        public float[] logits(ImageBatch batch) {
            times++;
            return new float[] {0, doubt.of(batch.pixels())};
        }

        @Override
        public InputLoss at(ImageBatch batch, LogitLoss loss) {
            throw new UnsupportedOperationException("asks for logits alone");
        }

        @Override
        public void close() {}
    }
}
