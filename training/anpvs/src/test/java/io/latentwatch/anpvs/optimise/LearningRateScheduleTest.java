package io.latentwatch.anpvs.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateScheduleTest {
    @ParameterizedTest
    @CsvSource({"0, 1e-3", "49, 1e-3", "50, 1e-4", "69, 1e-4", "70, 1e-5", "99, 1e-5"})
    void staircaseDropsAtHalfAndAtSeventyPercent(long step, double rate) {
        assertThat(LearningRateSchedule.STAIRCASE.at(1e-3, step, 100)).isCloseTo(rate, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "25, 0.853553", "50, 0.5", "75, 0.146447"})
    void cosineGoesDownAsHalfAWave(long step, double factor) {
        assertThat(LearningRateSchedule.COSINE.at(1, step, 100)).isCloseTo(factor, within(1e-6));
    }

    @Test
    void refusesAStepThatTheRunDoesNotHave() {
        assertThatThrownBy(() -> LearningRateSchedule.CONSTANT.at(1, 100, 100))
                .hasMessageContainingAll("[0,100)", "100");
    }
}
