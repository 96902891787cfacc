package io.latentwatch.detector.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final Manifest.Scores SCORES = new Manifest.Scores(
            List.of("activation/a", "activation/b", "confidence/c"),
            List.of("latent-twin/a", "softmax-twin/s"),
            List.of("bits-1"),
            5);

    @Test
    void pValuesCountTheCalibrationImagesAtLeastAsSuspicious() {
        CalibrationTable table = table(1000);
        assertThat(table.pValue(2000)).isEqualTo(1 / 1001.0);
        assertThat(table.pValue(999)).isEqualTo(2 / 1001.0); // 999 itself is at least as suspicious
        assertThat(table.pValue(0)).isEqualTo(1);
        assertThat(table.pValue(-1)).isEqualTo(1);
    }

    @Test
    void flagsUpToTheRankAndNotBeyond() {
        CalibrationTable table = table(1000); // 0 to 999; rank 3 at 1 %
        assertThat(table.rank()).isEqualTo(3);
        assertThat(table.flags(997.5)).isTrue(); // two at least as suspicious: p = 3 / 1001
        assertThat(table.flags(997)).isFalse(); // three: p = 4 / 1001
        assertThat(table.limit()).isEqualTo(997);
    }

    @Test
    void refusesTooFewImagesNamingHowManyItTakes() {
        assertThatThrownBy(() -> table(458))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("458 calibration images", "at least 459", "0.01");
    }

    @Test
    void anImageExtremeInEveryScoreHasTheSmallestPValueAndAnOrdinaryOneIsNotFlagged() {
        Random random = new Random(3);
        Standardisation standardisation = Standardisation.fit(scores(2000, random), new int[2000], 1);
        Suspicion suspicion = new Suspicion(standardisation, SCORES);
        double[] calibration = Arrays.stream(scores(1000, random))
                .mapToDouble(s -> suspicion.ofAll(0, s, 0, s, 3))
                .toArray();
        CalibrationTable table = CalibrationTable.promising(0.01, PacRank.RISK, calibration, "test");

        float[] extreme = {50, 50, 50, 50, 50};
        assertThat(table.pValue(suspicion.ofAll(0, extreme, 0, extreme, 3))).isEqualTo(1 / 1001.0);
        assertThat(table.flags(suspicion.ofAll(0, extreme, 0, extreme, 3))).isTrue();
        float[] ordinary = {0.7f, 0.7f, 0.7f, 0.7f, 0.7f}; // the median of an exponential score
        assertThat(table.flags(suspicion.ofAll(0, ordinary, 0, ordinary, 3))).isFalse();
    }

    /** With a tail a single decisive score of eight is not lost; plain empirical p-values stop at 1 / (n + 1). */
    @Test
    void oneDecisiveScoreIsEnough() {
        Random random = new Random(4);
        Standardisation standardisation = Standardisation.fit(scores(150, random), new int[150], 1);
        Suspicion suspicion = new Suspicion(standardisation, SCORES);
        double[] calibration = Arrays.stream(scores(2000, random))
                .mapToDouble(s -> suspicion.ofAll(0, s, 0, s, 3))
                .toArray();
        CalibrationTable table = CalibrationTable.promising(0.01, PacRank.RISK, calibration, "test");
        float[] decisive = {0.7f, 0.7f, 0.7f, 40, 0.7f};
        assertThat(table.flags(suspicion.ofAll(0, decisive, 0, decisive, 3))).isTrue();
        assertThat(suspicion.loudest()).isEqualTo("latent-twin/a");
    }

    /**
     * Hand arithmetic: 199 scores 1..199, tail 10 scores from 189 on with mean excess 5.5. A score of 100 is reached by 100 of 199: (1 + 100) / 200. One of
     * 200 lies 11 above the tail's start: 11/200 x exp(-11 / 5.5).
     */
    @Test
    void survivalIsEmpiricalInTheBulkAndExponentialInTheTail() {
        float[] scores = new float[199];
        for (int i = 0; i < 199; i++) {
            scores[i] = i + 1;
        }
        Survival survival = Survival.fit(scores);
        assertThat(Math.exp(-survival.minusLog(100))).isCloseTo(101 / 200.0, within(1e-12));
        assertThat(Math.exp(-survival.minusLog(200))).isCloseTo(11 / 200.0 * Math.exp(-2), within(1e-12));
        assertThat(survival.minusLog(0)).isEqualTo(0);
    }

    /** Two families with survival 0.1 and 0.5: H = 2 / (10 + 2) = 1/6. The louder member speaks for its family. */
    @Test
    void suspicionIsMinusTheLogarithmOfTheHarmonicMeanOverFamilies() {
        int n = 999;
        float[][] uniform = new float[n][];
        for (int i = 0; i < n; i++) {
            float u = (float) (i + 1) / (n + 1);
            uniform[i] = new float[] {u, u, u, u, u};
        }
        Suspicion suspicion = new Suspicion(Standardisation.fit(uniform, new int[n], 1), SCORES);
        float[] plain = {0.3f, 0.9f, 0.5f}; // survival 0.7 (hidden behind), about 0.1, about 0.5
        double expected = -Math.log(2 / (1 / survivalOf(0.9f, n) + 1 / survivalOf(0.5f, n)));
        assertThat(suspicion.ofPlain(0, plain, 0)).isCloseTo(expected, within(1e-9));
        assertThat(suspicion.loudest()).isEqualTo("activation/b");
    }

    /** Survival 0.1, 0.5 and, of noise, 0.2: H = 6 / (10 + 2 + 4 x 5) where noise counts four times, as in bundles that do not say; H = 5 / (2 x 10 + 2 + 2 x 5) where it counts twice, as activation does. */
    @Test
    void familiesCountAsTheBundleSays() {
        int n = 999;
        float[][] uniform = new float[n][];
        for (int i = 0; i < n; i++) {
            float u = (float) (i + 1) / (n + 1);
            uniform[i] = new float[] {u, u, u};
        }
        List<String> names = List.of("activation/a", "confidence/c", "noise/n");
        float[] found = {0.9f, 0.5f, 0.8f};
        double activation = 1 / survivalOf(0.9f, n);
        double confidence = 1 / survivalOf(0.5f, n);
        double noise = 1 / survivalOf(0.8f, n);
        Standardisation standardisation = Standardisation.fit(uniform, new int[n], 1);

        Suspicion unsaid = new Suspicion(standardisation, new Manifest.Scores(names, List.of(), List.of(), 5));
        assertThat(unsaid.ofPlain(0, found, 0))
                .isCloseTo(-Math.log(6 / (activation + confidence + 4 * noise)), within(1e-9));
        assertThat(unsaid.loudest()).isEqualTo("activation/a");

        Suspicion said = new Suspicion(
                standardisation,
                new Manifest.Scores(names, List.of(), List.of(), 5, Map.of("activation", 2.0, "noise", 2.0)));
        assertThat(said.ofPlain(0, found, 0))
                .isCloseTo(-Math.log(5 / (2 * activation + confidence + 2 * noise)), within(1e-9));
    }

    private static double survivalOf(float score, int n) {
        long reached = IntStream.rangeClosed(1, n)
                .filter(i -> ScoreGrid.round((float) i / (n + 1)) >= ScoreGrid.round(score))
                .count();
        return (1.0 + reached) / (n + 1);
    }

    @Test
    void theGridKeepsValuesWithinItsStepAndDoesNotMoveTwice() {
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            float value = (float) Math.exp(20 * random.nextGaussian());
            float rounded = ScoreGrid.round(value);
            assertThat(Math.abs(rounded - value)).isLessThanOrEqualTo(0.77e-5f * value);
            assertThat(ScoreGrid.round(rounded)).isEqualTo(rounded);
        }
        assertThat(ScoreGrid.round(0)).isZero();
        assertThat(ScoreGrid.round(1)).isEqualTo(1);
    }

    private static CalibrationTable table(int n) {
        return CalibrationTable.promising(
                0.01, PacRank.RISK, IntStream.range(0, n).asDoubleStream().toArray(), "test");
    }

    private static float[][] scores(int n, Random random) {
        float[][] scores = new float[n][5];
        for (float[] row : scores) {
            for (int s = 0; s < row.length; s++) {
                row[s] = (float) -Math.log(1 - random.nextDouble());
            }
        }
        return scores;
    }
}
