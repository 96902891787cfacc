package io.latentwatch.evaluation.corrupt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.evaluation.images.Bilinear;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KernelTest {
    @Test
    void weightsAddUpToOne() {
        for (Kernel kernel : new Kernel[] {Kernel.gaussian(0.05), Kernel.disc(1.7), Kernel.line(5, 1)}) {
            assertThat(Arrays.stream(kernel.weights()).sum()).isCloseTo(1, within(1e-9));
        }
    }

    /** Each axis has the variance sigma^2 of a Gaussian (less what is cut off), r^2 / 4 of a disc; sampling within pixels hides nothing of it but 1/12. */
    @Test
    void spreadsAsFarAsItsShapeSays() {
        assertThat(variance(Kernel.gaussian(1.5), true)).isCloseTo(2.25, within(0.1));
        assertThat(variance(Kernel.disc(4), false)).isCloseTo(4 + 1 / 12.0, within(0.1));
    }

    /** A line of length L along the rows has the variance L^2 / 12 there. */
    @Test
    void drawsALineInItsDirection() {
        Kernel along = Kernel.line(7, 0);

        assertThat(variance(along, false)).isCloseTo(49 / 12.0, within(0.1));
        assertThat(variance(along, true)).isCloseTo(0, within(0.01));
        assertThat(variance(Kernel.line(7, Math.PI / 2), true)).isCloseTo(49 / 12.0, within(0.1));
    }

    /** Two in a row become (1 + 1) / 3 and so on beyond the mirror: 3, 0, 0 gives (3 + 3 + 0) / 3, (3 + 0 + 0) / 3, 0. */
    @Test
    void goesOnBeyondEdgesAsInAMirror() {
        float[] blurred = Kernel.line(3, 0).apply(new float[] {3, 0, 0}, 1, 3);

        assertThat(blurred).containsExactly(new float[] {2, 1, 0}, within(1e-6f));
        assertThat(Bilinear.mirrored(-1, 3)).isZero();
        assertThat(Bilinear.mirrored(3, 3)).isEqualTo(2);
        assertThat(Bilinear.mirrored(-4, 3)).isEqualTo(2);
    }

    /** Between 0 and 10, and 20 and 30, a quarter of the way down and half of the way right: 0.75 x 5 + 0.25 x 25. */
    @Test
    void readsBetweenPixels() {
        assertThat(Bilinear.at(new float[] {0, 10, 20, 30}, 2, 2, 0.25, 0.5)).isCloseTo(10, within(1e-6));
    }

    /** From 0 to 4 with 2 in the middle, twice as large: from 1 to 3. */
    @Test
    void enlargesAboutTheCentre() {
        assertThat(Bilinear.enlarged(new float[] {0, 1, 2, 3, 4}, 1, 5, 2))
                .containsExactly(new float[] {1, 1.5f, 2, 2.5f, 3}, within(1e-6f));
    }

    /** P(0) = 0.368, P(up to 1) = 0.736, P(up to 2) = 0.920 for a mean of 1. */
    @Test
    void countsByInversionOfPoissonsDistribution() {
        assertThat(Noise.poisson(1, 0.36)).isZero();
        assertThat(Noise.poisson(1, 0.37)).isEqualTo(1);
        assertThat(Noise.poisson(1, 0.73)).isEqualTo(1);
        assertThat(Noise.poisson(1, 0.91)).isEqualTo(2);
        assertThat(Noise.poisson(1, 0.93)).isEqualTo(3);
        assertThat(Noise.poisson(0, 0.99)).isZero();
        assertThat(Noise.poisson(500, 0.5)).isBetween(499, 500);
    }

    private static double variance(Kernel kernel, boolean ofRows) {
        int side = 2 * kernel.radius() + 1;
        double sum = 0;
        for (int i = 0; i < kernel.weights().length; i++) {
            int distance = (ofRows ? i / side : i % side) - kernel.radius();
            sum += kernel.weights()[i] * distance * distance;
        }
        return sum;
    }
}
