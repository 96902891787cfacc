package io.latentwatch.flink.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WindowSumsTest {
    private static final String[] LAYERS = {"conv", "dense"};

    @Test
    void addsUpClassByClassAndLayerByLayer() {
        WindowSums one = new WindowSums(
                "b",
                LAYERS,
                new int[] {0, 2},
                new long[] {1, 2},
                new long[] {0, 1},
                new double[] {1, 2, 3, 4},
                new double[] {5, 6});
        WindowSums other = new WindowSums(
                "b",
                LAYERS,
                new int[] {1, 2},
                new long[] {3, 4},
                new long[] {3, 0},
                new double[] {10, 20, 30, 40},
                new double[] {50, 60});

        WindowSums sum = one.plus(other);

        assertThat(sum.classes()).containsExactly(0, 1, 2);
        assertThat(sum.images()).containsExactly(1, 3, 6);
        assertThat(sum.flagged()).containsExactly(0, 3, 1);
        assertThat(sum.distortion()).containsExactly(1, 2, 10, 20, 33, 44);
        assertThat(sum.cleanDistortion()).containsExactly(55, 66);
        assertThat(one.images()).containsExactly(1, 2);
    }

    @Test
    void refusesToAddUpTwoBundles() {
        WindowSums one = new SumsBuilder("one", LAYERS).build();
        WindowSums other = new SumsBuilder("other", LAYERS).build();

        assertThatThrownBy(() -> one.plus(other)).hasMessageContainingAll("one", "other", "expected one bundle");
    }
}
