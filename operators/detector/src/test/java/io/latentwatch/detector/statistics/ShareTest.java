package io.latentwatch.detector.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ShareTest {
    @Test
    void ofNoneHasTheClosedFormsUpperEnd() {
        Share none = new Share(0, 10);

        assertThat(none.value()).isZero();
        assertThat(none.lower()).isZero();
        // With p = 0 Wilson's interval ends at z^2 / (n + z^2) = 3.8415 / 13.8415.
        assertThat(none.upper()).isCloseTo(0.2775, within(1e-4));
    }

    @Test
    void ofHalfIsSymmetric() {
        Share half = new Share(5, 10);

        // Half width z sqrt(0.25/10 + z^2/400) / (1 + z^2/10) = 1.95996 x 0.18602 / 1.38415 = 0.26341.
        assertThat(half.lower()).isCloseTo(0.23659, within(1e-4));
        assertThat(half.upper()).isCloseTo(0.76341, within(1e-4));
    }

    @Test
    void ofNothingSaysNothing() {
        Share nothing = new Share(0, 0);

        assertThat(nothing.value()).isNaN();
        assertThat(nothing.lower()).isZero();
        assertThat(nothing.upper()).isEqualTo(1);
    }

    @Test
    void refusesAPartLargerThanItsWhole() {
        assertThatThrownBy(() -> new Share(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
