package io.latentwatch.detector.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqueezeTest {
    @Test
    void leavesAsManyLevelsAsBitsAllow() {
        assertThat(new BitDepth(2).squeeze(new double[] {0, 0.16, 0.17, 0.5, 0.9}, 1, 5))
                .containsExactly(new double[] {0, 0, 1 / 3.0, 2 / 3.0, 1}, within(1e-12));
    }

    /**
     * Two channels of 2 x 2. The first pixel has only itself around it; 0.8 has 0.2 and 0.8 twice; 0.4 has 0.2 and 0.4 twice; the last one has 0.2, 0.8, 0.4
     * and 0: the middle two are 0.2 and 0.4.
     */
    @Test
    void takesTheMeanOfTheMiddleTwoOfFour() {
        double[] pixels = {0.2, 0.8, 0.4, 0, 1, 0, 0, 1};

        assertThat(new MedianTwoByTwo().squeeze(pixels, 2, 2))
                .containsExactly(new double[] {0.2, 0.5, 0.3, 0.3, 1, 0.5, 0.5, 0.5}, within(1e-12));
    }

    @Test
    void isFoundByItsName() {
        assertThat(Squeeze.parse(List.of("bits-5", "median-2x2")))
                .containsExactly(new BitDepth(5), new MedianTwoByTwo());
        assertThatThrownBy(() -> Squeeze.parse(List.of("bits-8")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'bits-8'", "bits-1 to bits-7 and median-2x2");
    }
}
