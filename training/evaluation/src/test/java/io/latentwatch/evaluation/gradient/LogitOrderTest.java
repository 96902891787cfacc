package io.latentwatch.evaluation.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogitOrderTest {
    private static final float[] LOGITS = {2, 5, -1, 5, 3};

    @Test
    void ofEqualLogitsTheFirstCountsAsLarger() {
        assertThat(LogitOrder.largest(LOGITS)).isEqualTo(1);
        assertThat(LogitOrder.falling(LOGITS)).containsExactly(1, 3, 4, 0, 2);
    }

    @Test
    void leavesOutTheTrueClass() {
        assertThat(LogitOrder.largestBut(LOGITS, 1)).isEqualTo(3);
        assertThat(LogitOrder.largestBut(new float[] {9, 1, 2}, 0)).isEqualTo(2);
    }

    @Test
    void takesARow() {
        assertThat(LogitOrder.row(new float[] {1, 2, 3, 4, 5, 6}, 1, 3)).containsExactly(4, 5, 6);
    }
}
