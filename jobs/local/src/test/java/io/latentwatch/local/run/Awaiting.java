package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

/** Waits for what a running job brings about; a test's own time limit bounds it. */
final class Awaiting {
    private Awaiting() {}

    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    /** Returns once the condition holds; fails where the job ends before that. */
    static void until(LocalJob job, Condition condition) throws Exception {
        while (!condition.holds()) {
            assertThat(job.ended()).as("the job has ended early").isFalse();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
