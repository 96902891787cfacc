package io.latentwatch.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TwinSamplingTest {
    @Test
    void takesTheShareThatWasAskedFor() {
        TwinSampling sampling = new TwinSampling("key");
        long twinned = IntStream.range(0, 20_000)
                .filter(i -> sampling.twinned("images", i % 3, i, 0.25))
                .count();
        assertThat(twinned / 20_000.0).isBetween(0.25 - 0.0122, 0.25 + 0.0122); // four standard errors
    }

    @Test
    void choosesTheSameAgainAndOthersByAnotherKey() {
        boolean[] first = choice("key");
        assertThat(choice("key")).isEqualTo(first);
        assertThat(choice("another key")).isNotEqualTo(first);
    }

    @Test
    void allOrNoneNeedNoDraw() {
        assertThat(new TwinSampling("key").twinned("t", 0, 0, 1)).isTrue();
        assertThat(new TwinSampling("key").twinned("t", 0, 0, 0)).isFalse();
    }

    @Test
    void keepsItsTwinsAtAHigherRate() {
        TwinSampling sampling = new TwinSampling("key");
        assertThat(IntStream.range(0, 1_000).filter(i -> sampling.twinned("t", 0, i, 0.2)))
                .hasSizeBetween(140, 260)
                .allMatch(i -> sampling.twinned("t", 0, i, 0.3));
    }

    @Test
    void refusesRatesThatAreNone() {
        TwinSampling sampling = new TwinSampling("key");
        assertThatThrownBy(() -> sampling.twinned("t", 0, 0, 1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> sampling.twinned("t", 0, 0, Double.NaN)).hasMessageContaining("NaN");
    }

    private static boolean[] choice(String key) {
        TwinSampling sampling = new TwinSampling(key);
        boolean[] choice = new boolean[200];
        for (int i = 0; i < choice.length; i++) {
            choice[i] = sampling.twinned("images", 0, i, 0.5);
        }
        return choice;
    }
}
