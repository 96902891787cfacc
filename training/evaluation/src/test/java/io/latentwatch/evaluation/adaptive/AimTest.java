package io.latentwatch.evaluation.adaptive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.detector.infer.BitDepth;
import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AimTest {
    private static final double UNLIMITED = Double.POSITIVE_INFINITY;

    /** One tap of two features, three classes, one squeezer. */
    private static final ObservedRow ROW = new ObservedRow(3, List.of(2), 1, new ImageShape(1, 1, 1));

    private final RawScores scores = new RawScores(
            ROW,
            new WatchedReferences(
                    new float[] {0, 0, 1, 1, 2, 2}, new float[] {1, 1, 2, 2, 1, 1}, List.of(new float[] {1, 1})),
            List.of(new BitDepth(1)));
    private final ScoreLimits limits = new ScoreLimits(scores, new double[][] {
        {1, 0.1, UNLIMITED, 1, 0.1, UNLIMITED},
        {1, 0.1, UNLIMITED, 1, 0.1, UNLIMITED},
        {1, 0.1, UNLIMITED, 1, UNLIMITED, UNLIMITED},
    });
    private final Guard guard = new Guard() {
        @Override
        public boolean flags(float[] row) {
            return true;
        }

        @Override
        public double excess(float[] row, int predicted, double weight, float[] slope) {
            return limits.excess(row, predicted, weight, slope);
        }
    };

    private Aim aim(int target) {
        return new Aim(scores, guard, new int[] {target}, new double[] {3}, new float[][] {new float[ROW.width()]});
    }

    /** As class 1: activation (|3 - 1| 2 + |1 - 1| 2) / 2 = 2, twice its limit; doubt 2/3; the twins' 0.5 and 0 are allowed. */
    @Test
    void excessIsTheLogarithmOfWhatIsOverTheLimit() {
        float[] row = {0, 0, 0, 3, 1, 0.5f, 0.5f, 0, 0, 0};

        assertThat(guard.excess(row, 1, 0, new float[row.length]))
                .isCloseTo(Math.log(2) + Math.log(2 / 0.3), within(1e-6));
    }

    @Test
    void theMarginIsCutAtALeadOfOne() {
        float[] slope = new float[ROW.width()];

        assertThat(aim(1).margin().at(0, 0, row(2, 1, 0), slope)).isEqualTo(-1);
        assertThat(slope).startsWith(-1, 1, 0);
        assertThat(aim(1).margin().at(0, 0, row(0, 4, 1), slope)).isEqualTo(1);
        assertThat(slope).containsOnly(0);
        assertThat(aim(1).reached(0, row(0, 4, 1), 0)).isTrue();
        assertThat(aim(1).reached(0, row(0, 1.5f, 1), 0)).isFalse();
    }

    @Test
    void aSelectiveAttackWantsTheClassFirst() {
        float[] slope = new float[ROW.width()];
        aim(1).selective().at(0, 0, row(2, 1, 0), slope);
        assertThat(slope).startsWith(-1, 1, 0);

        aim(1).selective().at(0, 0, row(0, 4, 0), slope);
        float[] passing = new float[ROW.width()];
        aim(1).passing().at(0, 0, row(0, 4, 0), passing);
        assertThat(slope).containsExactly(passing);
    }

    @Test
    void slopesAreThoseOfFiniteDifferences() {
        SplittableRandom random = new SplittableRandom(5);
        for (int trial = 0; trial < 20; trial++) {
            float[] row = new float[ROW.width()];
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextDouble(0.2, 4);
            }
            Aim aim = aim(trial % 3);
            for (LogitLoss loss : Stream.of(
                            aim.margin(), aim.passing(), aim.penalised(), aim.selective(), aim.likeness())
                    .toList()) {
                requireSlope(loss, row);
            }
        }
    }

    private static void requireSlope(LogitLoss loss, float[] row) {
        float[] slope = new float[row.length];
        float[] ignored = new float[row.length];
        loss.at(0, 0, row, slope);
        for (int i = 0; i < row.length; i++) {
            float[] above = row.clone();
            float[] below = row.clone();
            above[i] += 1e-3f;
            below[i] -= 1e-3f;
            double difference =
                    (loss.at(0, 0, above, ignored) - loss.at(0, 0, below, ignored)) / ((double) above[i] - below[i]);
            assertThat((double) slope[i]).isCloseTo(difference, within(5e-3 * Math.max(1, Math.abs(difference))));
        }
    }

    private static float[] row(float... logits) {
        float[] row = new float[ROW.width()];
        System.arraycopy(logits, 0, row, 0, logits.length);
        return row;
    }
}
