package io.latentwatch.detector.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacRankTest {
    /** The largest r with P(Binomial(n, alpha) &lt; r) at most 1 %: exact sums of fractions up to n = 5000, scipy 1.17 (binom.cdf) beyond. */
    @ParameterizedTest
    @CsvSource({
        "458, 0.01, 0",
        "459, 0.01, 1",
        "1000, 0.01, 3",
        "2000, 0.01, 10",
        "5000, 0.01, 34",
        "10000, 0.01, 78",
        "20000, 0.01, 168",
        "50000, 0.01, 449",
        "4602, 0.001, 0",
        "4603, 0.001, 1",
        "5000, 0.001, 1",
        "10000, 0.001, 3",
        "20000, 0.001, 10",
        "50000, 0.001, 34",
        "100000, 0.001, 78"
    })
    void isTheLargestThatKeepsThePromiseForNinetyNinePercentOfTheDraws(int n, double alpha, int rank) {
        assertThat(PacRank.largest(n, alpha, PacRank.RISK)).isEqualTo(rank);
    }

    /** Ten classes promised at once: the risk is divided by ten. */
    @ParameterizedTest
    @CsvSource({
        "687, 0.01, 0",
        "688, 0.01, 1",
        "1000, 0.01, 2",
        "2000, 0.01, 8",
        "5000, 0.01, 30",
        "6905, 0.001, 1",
        "6904, 0.001, 0"
    })
    void isSmallerWhereSeveralTablesAreKeptAtOnce(int n, double alpha, int rank) {
        assertThat(PacRank.largest(n, alpha, PacRank.RISK / 10)).isEqualTo(rank);
    }

    @Test
    void theMinimumIsTheSmallestNumberThatHasARank() {
        assertThat(PacRank.minimumImages(0.01, PacRank.RISK)).isEqualTo(459);
        assertThat(PacRank.minimumImages(0.001, PacRank.RISK)).isEqualTo(4603);
    }

    /** Uniform scores: the real flag rate is 1 - (n + 1 - r)-th order statistic, which is known exactly for each draw. */
    @Test
    void thePromiseIsKeptInNinetyNinePercentOfSimulatedCalibrations() {
        int n = 1000;
        double alpha = 0.01;
        int rank = PacRank.largest(n, alpha, PacRank.RISK);
        Random random = new Random(20_260);
        int kept = 0;
        double shares = 0;
        for (int draw = 0; draw < 10_000; draw++) {
            double[] scores = random.doubles(n).toArray();
            Arrays.sort(scores);
            double realRate = 1 - scores[n - rank];
            kept += realRate <= alpha ? 1 : 0;
            shares += realRate;
        }
        assertThat(kept).isGreaterThanOrEqualTo(9_870); // 99 % less three standard errors of 10,000 draws
        // In the mean it is r / (n + 1); its standard error is below 2e-5.
        assertThat(shares / 10_000).isBetween(rank / 1001.0 - 1e-4, rank / 1001.0 + 1e-4);
    }

    /** Beta(1, n) has the quantile 1 - (1 - q)^(1/n), Beta(n, 1) has q^(1/n). */
    @ParameterizedTest
    @CsvSource({"1, 0.005", "10, 0.5", "459, 0.995"})
    void quantilesOfTheShareAreThoseOfTheBetaLaw(int n, double probability) {
        assertThat(PacRank.shareQuantile(n, 1, probability))
                .isCloseTo(1 - Math.pow(1 - probability, 1.0 / n), within(1e-8));
        assertThat(PacRank.shareQuantile(n, n, probability)).isCloseTo(Math.pow(probability, 1.0 / n), within(1e-8));
    }

    /** The rank that is promised: its 99 % quantile lies at or below alpha, that of the next rank above it. */
    @Test
    void thePromisedRankIsTheLastWhoseShareStaysBelowAlpha() {
        assertThat(PacRank.shareQuantile(10_000, 78, 0.99)).isLessThanOrEqualTo(0.01);
        assertThat(PacRank.shareQuantile(10_000, 79, 0.99)).isGreaterThan(0.01);
    }
}
