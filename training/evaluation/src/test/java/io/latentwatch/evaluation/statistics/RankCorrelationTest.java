package io.latentwatch.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {
    /** Without ties: 1 - 6 * sum d^2 / (n (n^2 - 1)) = 1 - 6 * 194 / 990 = -29/165, the textbook case of IQ and hours of television. */
    @Test
    void agreesWithThePublishedCase() {
        double[] first = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
        double[] second = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17};

        assertThat(RankCorrelation.spearman(first, second)).isCloseTo(-29 / 165.0, within(1e-12));
    }

    @Test
    void equalValuesShareTheMeanOfTheirRanks() {
        assertThat(RankCorrelation.ranks(new double[] {2, 1, 2, 3})).containsExactly(2.5, 1, 2.5, 4);
        // Deviations -1.5, 0, 0, 1.5 and -1.5, -0.5, 0.5, 1.5: 4.5 / sqrt(4.5 * 5) = 0.948683.
        assertThat(RankCorrelation.spearman(new double[] {1, 2, 2, 3}, new double[] {1, 2, 3, 4}))
                .isCloseTo(0.948683, within(1e-6));
    }

    @Test
    void dependsOnTheOrderAlone() {
        assertThat(RankCorrelation.spearman(new double[] {1, 10, 100}, new double[] {0, 1, 2}))
                .isEqualTo(1);
        assertThat(RankCorrelation.spearman(new double[] {1, 10, 100}, new double[] {3, -1, -2}))
                .isEqualTo(-1);
    }

    @Test
    void isNotDefinedWhereOneSideIsConstant() {
        assertThat(RankCorrelation.spearman(new double[] {1, 1, 1}, new double[] {1, 2, 3}))
                .isNaN();
    }

    @Test
    void refusesWhatHasNoRank() {
        assertThatThrownBy(() -> RankCorrelation.spearman(new double[] {1, Double.NaN}, new double[] {1, 2}))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> RankCorrelation.spearman(new double[] {1, 2}, new double[] {1}))
                .hasMessageContainingAll("2 and 1", "at least two pairs");
    }
}
