package io.latentwatch.evaluation.adaptive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.detector.infer.BitDepth;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RawScoresTest {
    /** Two taps of one and two features, two classes, one squeezer, images of one row of three. */
    private static final ObservedRow ROW = new ObservedRow(2, List.of(1, 2), 1, new ImageShape(1, 1, 3));

    private final RawScores scores = new RawScores(
            ROW,
            new WatchedReferences(
                    new float[] {1, 2, 3, 0, 0, 0}, new float[] {2, 1, 0.5f, 1, 1, 1}, List.of(new float[] {10, 1, 3})),
            List.of(new BitDepth(1)));

    /** Logits ln 3 and 0: probabilities 3/4 and 1/4; the twin's 1/2 each. Pixels 0, 0.4 and 1. */
    private final float[] observed = {(float) Math.log(3), 0, 2, 1, 5, 0.1f, 0.5f, 0.5f, 0, 0, 0, 0.4f, 1};

    /**
     * Class 0: |2 - 1| 2 = 2; (|1 - 2| 1 + |5 - 3| 0.5) / 2 = 1; 1/4; noise; twins 0.1 x 10, (0.5 + 1.5) / 2, |1/4| + |1/4|; pixels (0 + 0.4 + 0) / 3.
     * Class 1: 2; (1 + 5) / 2; 3/4; noise and twins know no class.
     *
     * <p>Noise: one place of three is the quietest part. Around the middle one stand 0, 0, 0.4, 1 and 1, in mean 0.48: it is 0.08 off; the others are further.
     */
    @Test
    void areTheFormulas() {
        assertThat(scores.all(observed, 0))
                .containsExactly(new float[] {2, 1, 0.25f, 0.08f, 1, 1, 0.5f, 0.4f / 3}, within(1e-6f));
        assertThat(scores.all(observed, 1))
                .containsExactly(new float[] {2, 3, 0.75f, 0.08f, 1, 1, 0.5f, 0.4f / 3}, within(1e-6f));
        assertThat(ROW.predicted(observed)).isZero();
        assertThat(ROW.margin(observed, 1)).isCloseTo(-Math.log(3), within(1e-6));
    }

    @Test
    void haveTheSlopesOfFiniteDifferences() {
        SplittableRandom random = new SplittableRandom(3);
        for (int trial = 0; trial < 20; trial++) {
            float[] row = new float[ROW.width()];
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextDouble(0.1, 4);
            }
            for (int score = 0; score < scores.count(); score++) {
                requireSlope(row, trial % 2, score);
            }
        }
    }

    private void requireSlope(float[] row, int predicted, int score) {
        float[] slope = new float[row.length];
        scores.addSlope(row, predicted, score, 2, slope);
        for (int i = 0; i < row.length; i++) {
            float[] above = row.clone();
            float[] below = row.clone();
            above[i] += 1e-3f;
            below[i] -= 1e-3f;
            double difference = (scores.at(above, predicted, score) - scores.at(below, predicted, score))
                    / ((double) above[i] - below[i]);
            assertThat((double) slope[i])
                    .as("score %d, entry %d of %s", score, i, java.util.Arrays.toString(row))
                    .isCloseTo(2 * difference, within(2e-3));
        }
    }
}
