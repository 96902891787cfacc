package io.latentwatch.evaluation.adaptive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AscentTest {
    /** (3, 4) less its part along (1, 0) is (0, 4): as long as a step by signs in two dimensions, sqrt 2. */
    @Test
    void goesAcrossTheOtherGradient() {
        float[] direction = new float[4];
        Ascent.orthogonal(new float[] {9, 9, 3, 4}, new float[] {9, 9, 1, 0}, direction, 2, 2);

        assertThat(direction).containsExactly(new float[] {0, 0, 0, (float) Math.sqrt(2)}, within(1e-6f));
    }

    @Test
    void goesStraightWhereThereIsNoOtherGradientAndStaysWhereThereIsNone() {
        float[] direction = new float[2];
        Ascent.orthogonal(new float[] {0, -2}, new float[2], direction, 0, 2);
        assertThat(direction).containsExactly(new float[] {0, -(float) Math.sqrt(2)}, within(1e-6f));

        Ascent.orthogonal(new float[2], new float[] {1, 1}, direction, 0, 2);
        assertThat(direction).containsOnly(0);
    }

    /** 1, more: 10, more: 100, less: between 10 and 100. And 1, less: 0.1. */
    @Test
    void weighsTheDetectorByBisection() {
        DetectorWeight weight = new DetectorWeight();
        weight.learn(true);
        weight.learn(true);
        assertThat(weight.value()).isEqualTo(100);
        weight.learn(false);
        assertThat(weight.value()).isCloseTo(Math.sqrt(1000), within(1e-9));

        DetectorWeight light = new DetectorWeight();
        light.learn(false);
        assertThat(light.value()).isEqualTo(0.1);
    }
}
