package io.latentwatch.evaluation.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.evaluation.SmallModel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpeedComparisonTest {
    @Test
    void timesBothModelsInEveryRound() {
        byte[] model = SmallModel.convolutional(1).toByteArray();

        SpeedComparison speed = SpeedComparison.of(model, model, new long[] {32, 1, 8, 8}, 3, Duration.ofMillis(30));

        assertThat(speed.batch()).isEqualTo(32);
        assertThat(speed.pruned().rounds()).hasSize(3).allMatch(rate -> rate > 0);
        for (int round = 0; round < 3; round++) {
            assertThat(speed.ratio().rounds().get(round))
                    .isCloseTo(
                            speed.pruned().rounds().get(round)
                                    / speed.unpruned().rounds().get(round),
                            within(1e-12));
        }
    }
}
