package io.latentwatch.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class OverSeedsTest {
    @Test
    void givesMeanAndTheSamplesDeviation() {
        OverSeeds figure = OverSeeds.of(List.of(1.0, 2.0, 3.0, 4.0));

        assertThat(figure.mean()).isEqualTo(2.5);
        // Squares 2.25 + 0.25 + 0.25 + 2.25 = 5 over n - 1 = 3; its root is 1.29099.
        assertThat(figure.standardDeviation()).isCloseTo(1.29099, within(1e-5));
    }

    @Test
    void knowsNoSpreadOfOneSeed() {
        assertThat(OverSeeds.of(List.of(0.9)).standardDeviation()).isZero();
        assertThatThrownBy(() -> OverSeeds.of(List.of())).hasMessageContaining("at least one seed");
    }
}
