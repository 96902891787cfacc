package io.latentwatch.detector.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadTest {
    @Test
    void medianOfAnOddNumberIsTheMiddleOne() {
        Spread spread = Spread.of(List.of(30.0, 10.0, 20.0));

        assertThat(spread.median()).isEqualTo(20);
        assertThat(spread.min()).isEqualTo(10);
        assertThat(spread.max()).isEqualTo(30);
        assertThat(spread.rounds()).containsExactly(30.0, 10.0, 20.0);
    }

    @Test
    void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Spread.of(List.of(40.0, 10.0, 20.0, 31.0)).median()).isEqualTo(25.5); // (20 + 31) / 2
    }

    @Test
    void ratiosAreTakenWithinEachRound() {
        Spread job = Spread.of(List.of(80.0, 45.0, 10.0));
        Spread runtime = Spread.of(List.of(100.0, 50.0, 20.0));

        Spread ratios = job.over(runtime); // 80/100, 45/50, 10/20

        assertThat(ratios.rounds()).containsExactly(0.8, 0.9, 0.5);
        assertThat(ratios.median()).isCloseTo(0.8, within(1e-12));
        assertThat(ratios.min()).isCloseTo(0.5, within(1e-12));
        assertThat(ratios.max()).isCloseTo(0.9, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatIsNoSpeed(double figure) {
        assertThatThrownBy(() -> Spread.of(List.of(1.0, figure)))
                .hasMessageContainingAll(String.valueOf(figure), "expected finite figures above 0");
    }

    @Test
    void refusesNoRoundsAndUnequalNumbersOfThem() {
        assertThatThrownBy(() -> Spread.of(List.of())).hasMessageContaining("at least one");
        assertThatThrownBy(() -> Spread.of(List.of(1.0)).over(Spread.of(List.of(1.0, 2.0))))
                .hasMessageContaining("1 rounds against 2");
    }
}
