package io.latentwatch.detector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TwinComparisonTest {
    /** Two squeezers and two layers of 3 and 10 features; an image before it, and the distances of the class probabilities (9), do not count. */
    @Test
    void takesTheMeanAndTheSumOverLayersAndSqueezers() {
        float[] scores = {7, 7, 7, 7, 7, 7, 1, 2, 9, 3, 6, 9};

        TwinComparison twin = TwinComparison.of(true, scores, 6, 2, new int[] {3, 10});

        assertThat(twin.flipped()).isTrue();
        assertThat(twin.mean()).isEqualTo((1 + 2 + 3 + 6) / 4.0);
        assertThat(twin.sum()).isEqualTo((1 * 3 + 2 * 10 + 3 * 3 + 6 * 10) / 2.0);
    }
}
