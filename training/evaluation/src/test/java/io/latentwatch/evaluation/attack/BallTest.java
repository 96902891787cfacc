package io.latentwatch.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BallTest {
    @Test
    void projectsEachValueIntoTheBallAndTheRange() {
        float[] values = {0.9f, 0.1f, 0.55f, 1.2f, -0.3f};

        Ball.linf(0.1).project(values, new float[] {0.5f, 0.5f, 0.5f, 0.95f, 0.05f});

        assertThat(values).containsExactly(new float[] {0.6f, 0.4f, 0.55f, 1, 0}, within(1e-7f));
    }

    /** A 3-4-5 triangle. */
    @Test
    void measuresInItsNorm() {
        float[] values = {0.3f, 0.4f, 0.5f};
        float[] clean = {0, 0, 0.5f};

        assertThat(Ball.linf(0.1).distance(values, clean)).isCloseTo(0.4, within(1e-7));
        assertThat(Ball.unlimitedL2().distance(values, clean)).isCloseTo(0.5, within(1e-7));
    }

    @Test
    void refusesWhatIsNoBall() {
        assertThatThrownBy(() -> Ball.linf(Double.NaN)).hasMessageContainingAll("epsilon", "[0,1]", "NaN");
        assertThatThrownBy(() -> new Ball(Norm.L2, 0.5)).hasMessageContainingAll("unlimited", "0.5");
    }
}
