package io.latentwatch.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.evaluation.statistics.PairedBootstrap.Difference;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairedBootstrapTest {
    /** Of 1,000 images the first alone is right on 300, the second alone on 100, both on 600. */
    private static final Correctness FIRST = right(0, 300, 400, 1000);

    private static final Correctness SECOND = right(300, 1000);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithTheNormalApproximation(long seed) {
        Difference difference = PairedBootstrap.difference(FIRST, SECOND, PairedBootstrap.RESAMPLES, seed);

        assertThat(difference.value()).isCloseTo(0.2, within(1e-12));
        // Variance of one image's difference 0.3 + 0.1 - 0.2^2 = 0.36; 1.96 * 0.6 / sqrt(1000) = 0.0372.
        assertThat(difference.lower()).isCloseTo(0.1628, within(0.003));
        assertThat(difference.upper()).isCloseTo(0.2372, within(0.003));
    }

    /** Right up to 900 and up to 700: variance 0.2 - 0.2^2 = 0.16; 1.96 * 0.4 / sqrt(1000) = 0.0248, unpaired it would be 0.0339. */
    @Test
    void isNarrowWhereBothFailOnTheSameImages() {
        Difference nested = PairedBootstrap.difference(right(0, 900), right(0, 700), PairedBootstrap.RESAMPLES, 1);

        assertThat(nested.value()).isCloseTo(0.2, within(1e-12));
        assertThat(nested.lower()).isCloseTo(0.1752, within(0.003));
        assertThat(nested.upper()).isCloseTo(0.2248, within(0.003));
    }

    @Test
    void isNothingBetweenEquals() {
        Difference none = PairedBootstrap.difference(FIRST, FIRST, 100, 1);

        assertThat(new double[] {none.value(), none.lower(), none.upper()}).containsOnly(0);
    }

    @Test
    void refusesDifferentNumbersOfImages() {
        assertThatThrownBy(() -> PairedBootstrap.difference(FIRST, Correctness.of(new boolean[3]), 10, 1))
                .hasMessageContainingAll("1000", "3", "same set");
    }

    /** Right from each first bound up to the one after it, of 1,000. */
    private static Correctness right(int... bounds) {
        boolean[] right = new boolean[1000];
        for (int i = 0; i < bounds.length; i += 2) {
            Arrays.fill(right, bounds[i], bounds[i + 1], true);
        }
        return Correctness.of(right);
    }
}
