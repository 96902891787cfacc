package io.latentwatch.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CorrectnessTest {
    @Test
    void keepsOneBitAnImageFromTheLowestOn() {
        // Images 0 and 2 of the first byte: 0b101 = 0x05; image 8 of the second: 0x01. Base64 of 05 01 is BQE=.
        boolean[] right = {true, false, true, false, false, false, false, false, true};

        Correctness correctness = Correctness.of(right);

        assertThat(correctness.bits()).isEqualTo("BQE=");
        assertThat(correctness.right()).containsExactly(right);
        assertThat(correctness.share().part()).isEqualTo(3);
        assertThat(correctness.share().whole()).isEqualTo(9);
    }

    @Test
    void refusesBitsForAnotherNumberOfImages() {
        assertThatThrownBy(() -> new Correctness(17, "BQE="))
                .hasMessageContainingAll("17", "expected 3 bytes", "found 2");
    }
}
