package io.latentwatch.detector.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistanceTest {
    @Test
    void ofUniformCountsIsNothing() {
        assertThat(Distance.fromUniform(new long[] {7, 7, 7, 7})).isCloseTo(0, within(1e-12));
        assertThat(Distance.fromUniform(new long[4])).isZero();
    }

    /** 3, 1, 0, 0 of 4: the distribution function is 0.75, 1, 1, 1 against 0.25, 0.5, 0.75, 1. */
    @Test
    void isTheLargestDifferenceAtAnEdge() {
        assertThat(Distance.fromUniform(new long[] {3, 1, 0, 0})).isEqualTo(0.5);
        assertThat(Distance.fromUniform(new long[] {0, 0, 1, 3})).isEqualTo(0.5);
    }

    /** Without the first cell: 1, 0, 3 of 4 are 0.25, 0.25, 1 against 1/3, 2/3, 1. */
    @Test
    void looksAtTheBulkAlone() {
        assertThat(Distance.fromUniform(new long[] {900, 1, 0, 3}, 1)).isCloseTo(2.0 / 3 - 0.25, within(1e-12));
    }

    @Test
    void neverExceedsTheDistanceOfTheValuesAndLosesACellAtMost() {
        Random random = new Random(1);
        for (int run = 0; run < 500; run++) {
            double power = 0.3 + 2 * random.nextDouble();
            double[] values = random.doubles(50)
                    .map(u -> 1 - Math.pow(u, power)) // in (0, 1]
                    .sorted()
                    .toArray();
            long[] cells = new long[20];
            Arrays.stream(values).forEach(v -> cells[(int) Math.ceil(20 * v) - 1]++);

            double exact = 0;
            for (int i = 0; i < values.length; i++) {
                exact = Math.max(exact, Math.max((i + 1) / 50.0 - values[i], values[i] - i / 50.0));
            }
            assertThat(Distance.fromUniform(cells)).isBetween(exact - 0.05, exact + 1e-12);
        }
    }

    /** Shares 0.5, 0.3, 0.2 against 0.2, 0.3, 0.5: differences of the sums 0.3, 0.3, 0. */
    @Test
    void ofClassesComparesSharesNotCounts() {
        assertThat(Distance.ofClasses(new long[] {5, 3, 2}, new long[] {200, 300, 500}))
                .isCloseTo(0.3, within(1e-12));
        assertThat(Distance.ofClasses(new long[] {2, 3, 5}, new long[] {200, 300, 500}))
                .isCloseTo(0, within(1e-12));
        assertThatThrownBy(() -> Distance.ofClasses(new long[3], new long[4]))
                .hasMessageContaining("3 classes are compared with 4");
    }
}
