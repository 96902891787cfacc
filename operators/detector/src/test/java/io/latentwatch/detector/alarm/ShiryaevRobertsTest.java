package io.latentwatch.detector.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.latentwatch.detector.judge.PacRank;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    @ValueSource(ints = {2, 3, 5, 10, 20, 50})
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

    /**
     * Delays of the simulation that the design was chosen by. It does not say how often clean images are flagged nor what the statistic stood at when the attack began; with the rate that 10,000
     * calibration images give in the mean and 1,000 clean images before the attack its figures come out to some 5 %. The budget is one alarm in 30 days at 1,000 images a second.
     */
    @ParameterizedTest
    @CsvSource({
        "0.01, 0.30, 2955",
        "0.01, 0.50, 1118",
        "0.01, 0.80, 499",
        "0.01, 0.98, 356",
        "0.001, 0.30, 704",
        "0.001, 0.50, 341",
        "0.001, 0.80, 183",
        "0.001, 0.98, 141"
    })
    void findsAnAttackOnFivePercentOfAStreamAsFastAsTheDesignSays(double alpha, double power, double images) {
        int calibration = 10_000;
        double clean = PacRank.largest(calibration, alpha, PacRank.RISK) / (calibration + 1.0);
        double attacked = 0.95 * clean + 0.05 * power;
        assertThat(meanDelay(alpha, 1000, clean, attacked, 2.592e9)).isCloseTo(images, withinPercentage(8));
    }

    /** One alarm of a clean source in 10,000 days at most; all of the source's images are attacked from its first one on, and half of them flagged. */
    @ParameterizedTest
    @ValueSource(doubles = {1_000, 10_000, 100_000})
    void findsASourceThatSendsNothingButAttacksWithinElevenToFifteenImages(double imagesADay) {
        assertThat(meanDelay(ALPHA, 0, 0, 0.5, imagesADay / 1e-4)).isBetween(11.0, 15.0);
    }

    /** Attacked images until the alarm, in the mean of 1,000 runs; flags come at the rate {@code clean} first, then at the rate {@code attacked}. */
    private static double meanDelay(double alpha, int cleanImages, double clean, double attacked, double budget) {
        Random random = new Random(29);
        int runs = 1000;
        double images = 0;
        for (int run = 0; run < runs; run++) {
            ShiryaevRoberts statistic = new ShiryaevRoberts(alpha);
            for (int t = 0; t < cleanImages; t++) {
                statistic.add(random.nextDouble() < clean);
            }
            do {
                images++;
            } while (statistic.add(random.nextDouble() < attacked) < budget);
        }
        return images / runs;
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
