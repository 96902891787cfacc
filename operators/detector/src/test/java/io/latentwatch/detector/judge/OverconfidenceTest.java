package io.latentwatch.detector.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.bundle.Manifest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each score has the values 1 to 99 on clean images, so v has the survival (1 + (100 - v)) / 100: 0.3 at 71, 0.6 at 41, 0.9 at 11. */
class OverconfidenceTest {
    private static final Manifest.Scores SCORES = new Manifest.Scores(
            List.of("activation/first", "activation/last", "confidence/max-softmax"), List.of(), List.of(), 0);

    /** -ln 0.3 = 1.20, -ln 0.6 = 0.51, -ln 0.9 = 0.11, -ln 0.5 = 0.69. */
    @ParameterizedTest
    @CsvSource({
        "1, 71, 11, true", // 1.20 > 2.5 x 0.11
        "1, 71, 41, false", // 1.20 < 2.5 x 0.51
        "1, 51, 11, false", // 0.69 is not unusual
        "71, 1, 11, false", // it is the last layer that counts
        "81, 71, 11, false", // the first layer strays more
        "61, 71, 11, true"
    })
    void isALastLayerThatStraysMoreThanTheFirstWhileTheNetworkIsSure(
            float first, float last, float confidence, boolean expected) {
        Suspicion suspicion = new Suspicion(standardisation(), SCORES);

        suspicion.ofPlain(0, new float[] {first, last, confidence}, 0);

        assertThat(suspicion.overconfident()).isEqualTo(expected);
    }

    /** -ln 0.11 = 2.2; beyond the largest clean value a fitted tail goes on. */
    @ParameterizedTest
    @CsvSource({"90, false", "1000, true"})
    void anImageIsForeignWhereTheFirstLayerStraysAsOneInFiftyDoes(float first, boolean expected) {
        Suspicion suspicion = new Suspicion(standardisation(), SCORES);

        suspicion.ofPlain(0, new float[] {first, 1000, 1}, 0);

        assertThat(suspicion.foreign()).isEqualTo(expected);
    }

    @Test
    void noImageIsForeignWhereASingleLayerIsWatched() {
        Suspicion suspicion = new Suspicion(
                standardisation(),
                new Manifest.Scores(List.of("activation/only", "confidence/max-softmax"), List.of(), List.of(), 0));

        suspicion.ofPlain(0, new float[] {1000, 1}, 0);

        assertThat(suspicion.foreign()).isFalse();
        assertThat(suspicion.overconfident()).isTrue();
        assertThat(suspicion.natural()).isFalse(); // without noise among the scores none is quiet, and none noisy
        assertThat(suspicion.noisy()).isFalse();
    }

    /** -ln 0.05 = 3.0 at 96; beyond it an image is noisy. */
    @ParameterizedTest
    @CsvSource({"90, 1, true, false", "1000, 1, false, true", "1000, 1000, true, false"})
    void whatIsQuietOrForeignIsNoAttack(float noise, float first, boolean natural, boolean overconfident) {
        Suspicion suspicion = new Suspicion(
                standardisation(),
                new Manifest.Scores(
                        List.of("activation/first", "activation/last", "confidence/max-softmax", "noise/quiet-places"),
                        List.of(),
                        List.of(),
                        0));

        suspicion.ofPlain(0, new float[] {first, 999, 1, noise}, 0);

        assertThat(suspicion.natural()).isEqualTo(natural);
        assertThat(suspicion.noisy()).isNotEqualTo(natural);
        assertThat(suspicion.overconfident()).isEqualTo(overconfident);
    }

    private static Standardisation standardisation() {
        float[][] scores = new float[99][];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = new float[] {i + 1, i + 1, i + 1, i + 1};
        }
        return Standardisation.fit(scores, new int[scores.length], 1);
    }
}
