package io.latentwatch.anpvs.weight;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MagnitudeTest {
    @Test
    void keepsExactlyTheLargest() {
        float[] values = {0.5f, -3, 0.1f, 2, -0.2f};

        assertThat(Magnitude.project(values, 0.6)).containsExactly(0, -3, 0, 2, 0);
        assertThat(Magnitude.project(values, 0.2)).containsExactly(0.5f, -3, 0, 2, -0.2f);
        assertThat(Magnitude.project(values, 0)).containsExactly(values);
    }

    @Test
    void ofEqualMagnitudesOnlyAsManyGoAsAreToGo() {
        assertThat(Magnitude.kept(new float[] {1, -1, 1, 0.5f, -1, 7}, 0.5)).containsExactly(0, 0, 1, 0, 1, 1);
    }

    @Test
    void whatIsZeroAlreadyIsWhatGoes() {
        float[] once = Magnitude.project(new float[] {4, -1, 3, 0.5f, 2}, 0.4);

        assertThat(Magnitude.project(once, 0.4)).containsExactly(once).containsExactly(4, 0, 3, 0, 2);
    }
}
