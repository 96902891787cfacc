package io.latentwatch.flink.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private final TestProcessingTimeService time = new TestProcessingTimeService();
    private Deadline deadline;
    private int due;

    @BeforeEach
    void makeDeadline() throws Exception {
        time.setCurrentTime(100);
        deadline = new Deadline(time, () -> {
            due++;
            deadline.done();
        });
    }

    @Test
    void isDueOnceAfterItsTime() throws Exception {
        deadline.begin(20);

        time.setCurrentTime(119);
        assertThat(due).isZero();
        time.setCurrentTime(120);
        assertThat(due).isEqualTo(1);
        time.setCurrentTime(200);
        assertThat(due).isEqualTo(1);
    }

    @Test
    void isNotCutShortByTheTimerOfTheOneBefore() throws Exception {
        deadline.begin(20);
        deadline.done();
        time.setCurrentTime(115);
        deadline.begin(20);

        time.setCurrentTime(120);
        assertThat(due).isZero();
        assertThat(time.getNumActiveTimers()).isEqualTo(1);
        time.setCurrentTime(135);
        assertThat(due).isEqualTo(1);
    }

    @Test
    void doesNotWaitForALaterTimerOfTheOneBefore() throws Exception {
        deadline.begin(20);
        deadline.done();
        deadline.begin(3);
        assertThat(time.getNumActiveTimers()).isEqualTo(1);

        time.setCurrentTime(103);

        assertThat(due).isEqualTo(1);
        assertThat(time.getNumActiveTimers()).isZero();
    }

    @Test
    void isNotDueWhereItWasDone() throws Exception {
        deadline.begin(20);
        deadline.done();

        time.setCurrentTime(500);

        assertThat(due).isZero();
        assertThat(time.getNumActiveTimers()).isZero();
    }
}
