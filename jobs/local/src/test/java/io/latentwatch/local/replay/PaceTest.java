package io.latentwatch.local.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private long now = 1_000;

    @Test
    void spacesImagesEvenlyFromTheFirstOneOn() {
        Pace pace = Pace.perSecond(4, () -> now);

        assertThat(pace.nextDue()).isEqualTo(1_000);
        assertThat(pace.nextDue()).isEqualTo(250_001_000);
        assertThat(pace.nextDue()).isEqualTo(500_001_000);
    }

    @Test
    void makesUpForLostTime() {
        Pace pace = Pace.perSecond(4, () -> now);
        assertThat(pace.nextDue()).isEqualTo(1_000);

        now = 10_000_000_000L;

        assertThat(pace.nextDue()).as("long past, so it goes at once").isEqualTo(250_001_000);
    }

    @Test
    void neverWaitsWithoutALimit() {
        Pace pace = Pace.perSecond(Double.POSITIVE_INFINITY, () -> now);

        for (int i = 0; i < 1_000; i++) {
            assertThat(pace.nextDue()).isEqualTo(1_000);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void refusesARateThatIsNone(double rate) {
        assertThatThrownBy(() -> Pace.perSecond(rate))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected more than 0");
    }
}
