package io.latentwatch.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EightBitTest {
    /** 0.1 * 255 = 25.5, of which 25 whole levels lie inside the ball. */
    @ParameterizedTest
    @CsvSource({"0.1, 25", "0.05, 12", "0.3, 76", "0.03137254901960784, 8", "0, 0", "1, 255"})
    void ballInLevelsIsRoundedDown(double epsilon, int levels) {
        assertThat(EightBit.levels(epsilon)).isEqualTo(levels);
    }

    /** In levels of 255; the ball is 10.2 levels wide. */
    @ParameterizedTest
    @CsvSource({
        "100, 104.2, 104, 105",
        "100, 95.8, 96, 95",
        "100, 104.0001, 104, 104", // float arithmetic, no change
        "100, 100, 100, 100",
        "100, 110.2, 110, 110",
        "100, 89.8, 90, 90",
        "250, 254.6, 255, 255",
        "2, 0.2, 0, 0"
    })
    void roundsToTheNearestLevelOrOutwardsInsideTheBall(int clean, double attacked, int nearest, int outwards) {
        float[] before = {clean / 255f};
        float[] after = {(float) (attacked / 255)};
        Ball ball = Ball.linf(0.04);

        assertThat(EightBit.round(after, before, ball)).containsExactly(nearest / 255f);
        assertThat(EightBit.roundOutwards(after, before, ball)).containsExactly(outwards / 255f);
        assertThat(EightBit.round(after, before, Ball.unlimitedL2())).containsExactly(Math.round(attacked) / 255f);
    }
}
