package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for what a running job brings about, and fails where that takes too long. */
final class Awaiting {
    private static final Duration LIMIT = Duration.ofSeconds(150);

    private Awaiting() {}

    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    @FunctionalInterface
    interface Meanwhile {
        void run() throws Exception;
    }

    /** Returns once the condition holds. */
    static void until(Condition condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.holds()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("how long it did not come about; the stack says what")
                    .isLessThan(LIMIT);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Returns once the condition holds; fails where the job ends before that. */
    static void until(LocalJob job, Condition condition) throws Exception {
        until(job, condition, () -> {});
    }

    /** The same, doing something each time that it does not hold yet. */
    static void until(LocalJob job, Condition condition, Meanwhile meanwhile) throws Exception {
        until(() -> {
            if (condition.holds()) {
                return true;
            }
            assertThat(job.ended()).as("the job has ended early").isFalse();
            meanwhile.run();
            return false;
        });
    }
}
