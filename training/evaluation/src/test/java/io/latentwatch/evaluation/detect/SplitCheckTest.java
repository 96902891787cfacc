package io.latentwatch.evaluation.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitCheckTest {
    @Test
    void ranksOfAnyScoreFollowTheLaw() {
        Random random = new Random(3);
        double[] skewed = random.doubles(5_000).map(u -> Math.exp(20 * u * u)).toArray();

        SplitCheck check = SplitCheck.of(skewed, 0.01, 1_000, 1);

        assertThat(check.calibration()).isEqualTo(4_000);
        assertThat(check.test()).isEqualTo(1_000);
        assertThat(check.pValue()).isGreaterThan(0.001);
        // the deviation of BetaBinomial(1000, 26, 3975) is 2.8, of its mean over 1,000 splits 0.09
        assertThat(check.meanFlags()).isCloseTo(check.expectedFlags(), within(0.4));
    }

    /** A third of the images share the largest suspicion: ties are never flagged, so there are too few flags for the law. */
    @Test
    void seesARuleThatFlagsTooFew() {
        double[] tied =
                IntStream.range(0, 3_000).mapToDouble(i -> Math.min(i, 2_000)).toArray();

        assertThat(SplitCheck.of(tied, 0.01, 200, 1).pValue()).isLessThan(0.001);
    }

    /** One calibration image, rank 1: each number of flags among m is as likely as any other. */
    @Test
    void lawIsThatOfTheClosedForm() {
        for (int flags = 0; flags <= 4; flags++) {
            assertThat(SplitCheck.probability(flags, 4, 1, 1)).isCloseTo(1 / 5.0, within(1e-12));
        }
        // three images, two calibration, rank 1: P(the third exceeds both) = 1 / 3
        assertThat(SplitCheck.probability(1, 1, 1, 2)).isCloseTo(1 / 3.0, within(1e-12));
        double sum = IntStream.rangeClosed(0, 2_000)
                .mapToDouble(flags -> SplitCheck.probability(flags, 2_000, 60, 8_000))
                .sum();
        assertThat(sum).isCloseTo(1, within(1e-9));
    }

    @Test
    void refusesTooFewImages() {
        assertThatThrownBy(() -> SplitCheck.of(new double[500], 0.01, 10, 1)).hasMessageContainingAll("459", "400");
    }
}
