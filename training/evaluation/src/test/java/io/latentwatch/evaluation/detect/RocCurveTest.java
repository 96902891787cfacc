package io.latentwatch.evaluation.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RocCurveTest {
    /** Clean p-values 0.2, 0.4, 0.6, 0.8: at 0.2 two of three positives lie at or below it, at 0.6 all. */
    @Test
    void countsWhatLiesAtOrBelowEachLimit() {
        RocCurve curve = RocCurve.of(List.of(0.1, 0.2, 0.5), List.of(0.8, 0.2, 0.6, 0.4));

        assertThat(curve.points())
                .containsExactly(
                        new RocCurve.Point(0.25, 2 / 3.0),
                        new RocCurve.Point(0.5, 2 / 3.0),
                        new RocCurve.Point(0.75, 1),
                        new RocCurve.Point(1, 1));
    }

    @Test
    void countsTiesOfCleanImagesTogether() {
        RocCurve curve = RocCurve.of(List.of(0.3), List.of(0.3, 0.3, 0.9, 0.3));

        assertThat(curve.points()).containsExactly(new RocCurve.Point(0.75, 1), new RocCurve.Point(1, 1));
    }
}
