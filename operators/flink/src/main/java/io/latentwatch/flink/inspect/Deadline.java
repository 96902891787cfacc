package io.latentwatch.flink.inspect;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Something that is due a while after it was begun, unless it was done before. One timer runs at most, however often it begins: a timer that finds the
 * deadline later than the one that it was set for is set anew. All on the task's thread.
 */
final class Deadline {
    private static final long NONE = Long.MAX_VALUE;

    private final ProcessingTimeService time;
    private final long waitMillis;
    private final Runnable action;
    private long dueMillis = NONE;
    private boolean timerRuns;

    /** @param action what is due; it says {@link #done} itself */
    Deadline(ProcessingTimeService time, Duration wait, Runnable action) {
        this.time = requireNonNull(time, "time is null");
        this.waitMillis = wait.toMillis();
        this.action = requireNonNull(action, "action is null");
    }

    /** From now on it has the time that it may wait. */
    void begin() {
        dueMillis = time.getCurrentProcessingTime() + waitMillis;
        if (!timerRuns) {
            wakeUp();
        }
    }

    /** Nothing is due until it begins again. */
    void done() {
        dueMillis = NONE;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Flink fails the task when a timer throws, and cancels timers itself
    private void wakeUp() {
        timerRuns = true;
        time.registerTimer(dueMillis, this::onTimer);
    }

    private void onTimer(long nowMillis) {
        timerRuns = false;
        if (nowMillis >= dueMillis) {
            action.run();
        } else if (dueMillis != NONE) {
            wakeUp();
        }
    }
}
