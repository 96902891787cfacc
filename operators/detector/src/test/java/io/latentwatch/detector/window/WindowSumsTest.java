package io.latentwatch.detector.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.detector.alarm.CleanRates;
import org.junit.jupiter.api.Test;

class WindowSumsTest {
    private static final String[] LAYERS = {"conv", "dense"};
    private static final WindowReference REFERENCE =
            new WindowReference(0.01, new CleanRates(1_000, 0.01, 0.05), new long[] {10, 10, 10});

    @Test
    void addsUpClassByClassAndLayerByLayer() {
        WindowSums one = new WindowSums(
                "b",
                REFERENCE,
                LAYERS,
                new int[] {0, 2},
                new long[] {1, 2},
                new long[] {0, 1},
                new double[] {1, 2, 3, 4},
                new double[] {5, 6},
                new double[] {0.5, 1},
                new double[] {0.25, 1},
                new SumsBuilder("b", REFERENCE, LAYERS).build().evidence(),
                new Example[] {example(1), example(2)});
        WindowSums other = new WindowSums(
                "b",
                REFERENCE,
                LAYERS,
                new int[] {1, 2},
                new long[] {3, 4},
                new long[] {3, 0},
                new double[] {10, 20, 30, 40},
                new double[] {50, 60},
                new double[] {2, 3},
                new double[] {4, 9},
                new SumsBuilder("b", REFERENCE, LAYERS).build().evidence(),
                new Example[] {example(3), example(4)});

        WindowSums sum = one.plus(other);

        assertThat(sum.classes()).containsExactly(0, 1, 2);
        assertThat(sum.images()).containsExactly(1, 3, 6);
        assertThat(sum.flagged()).containsExactly(0, 3, 1);
        assertThat(sum.distortion()).containsExactly(1, 2, 10, 20, 33, 44);
        assertThat(sum.cleanDistortion()).containsExactly(55, 66);
        assertThat(sum.ratios()).containsExactly(2.5, 4);
        assertThat(sum.squares()).containsExactly(4.25, 10);
        assertThat(sum.examples()).containsExactly(example(1), example(3), example(4)); // 2 and 4 are the newest
        assertThat(one.images()).containsExactly(1, 2);
    }

    @Test
    void refusesToAddUpTwoBundles() {
        WindowSums one = new SumsBuilder("one", REFERENCE, LAYERS).build();
        WindowSums other = new SumsBuilder("other", REFERENCE, LAYERS).build();

        assertThatThrownBy(() -> one.plus(other)).hasMessageContainingAll("one", "other", "expected one bundle");
    }

    private static Example example(long offset) {
        return new Example("images", 0, offset, "camera", null);
    }
}
