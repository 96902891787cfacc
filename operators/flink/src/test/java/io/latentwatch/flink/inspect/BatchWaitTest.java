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

        wait.judged(9 * MILLI);
        assertThat(wait.millis()).isEqualTo(4);

        wait.judged(MILLI);
        assertThat(wait.millis()).isZero();

        wait.judged(1_000 * MILLI);
        assertThat(wait.millis()).isEqualTo(20);
    }
}
