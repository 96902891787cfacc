package io.latentwatch.detector.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShiryaevRobertsTest {
    private static final double ALPHA = 0.01;

    /** Bets of 2 to 50 %: after one flag R = q / alpha, so the mean is (2 + 3 + 5 + 10 + 20 + 50) / 6 = 15. */
    @Test
    void oneFlagGivesTheMeanOfTheBets() {
        assertThat(new ShiryaevRoberts(ALPHA).add(true)).isCloseTo(15, within(1e-12));
    }

    /** After none, R = (1 - q) / 0.99: the mean of 0.98, 0.97, 0.95, 0.9, 0.8, 0.5 is 0.85. */
    @Test
    void oneCleanImageGivesAlmostOne() {
        assertThat(new ShiryaevRoberts(ALPHA).add(false)).isCloseTo(0.85 / 0.99, within(1e-12));
    }

    /** R_t - t is a martingale when P(flag) = alpha, so at the alarm the mean run length equals the mean evidence, which is at least A. */
    @ParameterizedTest
    @ValueSource(doubles = {1e3, 1e4})
    void cleanStreamsRunAsLongAsTheBudgetSaysAndTheMartingaleBalances(double budget) {
        Random random = new Random(17);
        int runs = budget > 5e3 ? 1500 : 4000;
        double length = 0;
        double evidence = 0;
        double squares = 0;
        for (int run = 0; run < runs; run++) {
            ShiryaevRoberts statistic = new ShiryaevRoberts(ALPHA);
            int images = 0;
            double last = 0;
            while (last < budget) {
                last = statistic.add(random.nextDouble() < ALPHA);
                images++;
            }
            length += images;
            evidence += last;
            squares += (images - last) * (images - last);
        }
        double meanDifference = (length - evidence) / runs;
        double standardError = Math.sqrt(squares / runs - meanDifference * meanDifference) / Math.sqrt(runs);
        assertThat(meanDifference).isBetween(-4 * standardError, 4 * standardError);
        assertThat(length / runs).isGreaterThan(budget);
    }

    /**
     * The statistic of one bet q as a Markov chain on a grid, rounded down (it rises later than the real one: an upper bound of the mean run length) and
     * rounded up (a lower bound), because R' = (1 + R) e grows with R.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 10, 50})
    void theRunLengthOfOneBetLiesBetweenTheBoundsOfADiscretisedChain(int multiple) {
        double budget = 1e3;
        double lower = DiscretisedChain.meanRunLength(ALPHA, multiple * ALPHA, budget, Math::ceil);
        double upper = DiscretisedChain.meanRunLength(ALPHA, multiple * ALPHA, budget, Math::floor);
        assertThat(lower).isGreaterThanOrEqualTo(budget);
        assertThat(upper).isBetween(lower, 1.02 * lower);

        int bet = ShiryaevRoberts.MULTIPLES.indexOf(multiple);
        Random random = new Random(31);
        int runs = 4000;
        double sum = 0;
        double squares = 0;
        for (int run = 0; run < runs; run++) {
            ShiryaevRoberts statistic = new ShiryaevRoberts(ALPHA);
            double images = 0;
            while (statistic.values()[bet] < budget) {
                statistic.add(random.nextDouble() < ALPHA);
                images++;
            }
            sum += images;
            squares += images * images;
        }
        double mean = sum / runs;
        double standardError = Math.sqrt((squares / runs - mean * mean) / runs);
        assertThat(mean).isBetween(lower - 4 * standardError, upper + 4 * standardError);
    }

    @Test
    void alarmsWithinNImagesAreAsRareAsPromised() {
        double budget = 1e4;
        int horizon = 1000;
        Random random = new Random(23);
        int alarms = 0;
        for (int run = 0; run < 2000; run++) {
            ShiryaevRoberts statistic = new ShiryaevRoberts(ALPHA);
            boolean raised = false;
            for (int t = 0; t < horizon && !raised; t++) {
                raised = statistic.add(random.nextDouble() < ALPHA) >= budget;
            }
            alarms += raised ? 1 : 0;
        }
        // At most horizon / budget = 10 %, plus three standard errors of 2,000 runs.
        assertThat(alarms / 2000.0).isLessThanOrEqualTo(0.12);
    }

    /** 5 % of the images attacked, 98 % of those flagged; the field's simulations give about 500 images at this budget. */
    @Test
    void findsAnAttackOfFivePercentWithinAThousandImages() {
        double budget = 2.592e9;
        double rate = 0.95 * ALPHA + 0.05 * 0.98;
        Random random = new Random(29);
        double total = 0;
        for (int run = 0; run < 200; run++) {
            ShiryaevRoberts statistic = new ShiryaevRoberts(ALPHA);
            int images = 1;
            while (statistic.add(random.nextDouble() < rate) < budget) {
                images++;
            }
            total += images;
        }
        assertThat(total / 200).isBetween(300.0, 700.0);
    }

    @Test
    void goesOnFromKeptValues() {
        ShiryaevRoberts one = new ShiryaevRoberts(ALPHA);
        one.add(true);
        one.add(false);
        ShiryaevRoberts other = new ShiryaevRoberts(ALPHA);
        other.restore(one.values());
        assertThat(other.add(true)).isEqualTo(one.add(true));
        other.restart();
        assertThat(other.evidence()).isZero();
    }

    @Test
    void refusesRatesThatLeaveNoRoomForABet() {
        assertThatThrownBy(() -> new ShiryaevRoberts(0)).hasMessageContaining("alpha is 0.0");
        assertThatThrownBy(() -> new ShiryaevRoberts(0.5)).hasMessageContaining("below 0.45");
        assertThatThrownBy(() -> new ShiryaevRoberts(ALPHA).restore(new double[2]))
                .hasMessageContaining("2 values");
    }
}
