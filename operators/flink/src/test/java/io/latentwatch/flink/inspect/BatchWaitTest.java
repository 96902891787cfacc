package io.latentwatch.flink.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchWaitTest {
    private static final long MILLI = 1_000_000;

    @Test
    void waitsTheLongestBeforeAnythingWasJudged() {
        assertThat(new BatchWait(0.5, Duration.ofMillis(20)).millis()).isEqualTo(20);
    }

    @Test
    void waitsAMultipleOfTheLastBatchAndNeverLongerThanTheLimit() {
        BatchWait wait = new BatchWait(0.5, Duration.ofMillis(20));

        wait.judged(9 * MILLI, false);
        assertThat(wait.millis()).isEqualTo(4);

        wait.judged(MILLI, false);
        assertThat(wait.millis()).isZero();

        wait.judged(1_000 * MILLI, false);
        assertThat(wait.millis()).isEqualTo(20);
    }

    @Test
    void waitsAtLeastAsLongAsJudgingTookWhileTwinsAreReduced() {
        BatchWait little = new BatchWait(0.5, Duration.ofMillis(20));
        BatchWait much = new BatchWait(2, Duration.ofMillis(20));

        little.judged(9 * MILLI, true);
        much.judged(9 * MILLI, true);

        assertThat(little.millis()).isEqualTo(9);
        assertThat(much.millis()).isEqualTo(18);

        little.judged(40 * MILLI, true);
        assertThat(little.millis()).isEqualTo(40); // longer than the limit
    }
}
