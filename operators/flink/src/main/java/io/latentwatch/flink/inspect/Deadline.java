package io.latentwatch.flink.inspect;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Something that is due a while after it was begun, unless it was done before. One timer runs, however often it begins: a timer that finds the
 * deadline later than the one that it was set for is set anew, and one that would come too late is cancelled (and does no harm where that is too late, too). All on the task's thread.
 */
final class Deadline {
    private static final long NONE = Long.MAX_VALUE;

    private final ProcessingTimeService time;
    private final Runnable action;
    private long dueMillis = NONE;
    private long timerMillis = NONE;
    private ScheduledFuture<?> timer;

    /** @param action what is due; it says {@link #done} itself */
    Deadline(ProcessingTimeService time, Runnable action) {
        this.time = requireNonNull(time, "time is null");
        this.action = requireNonNull(action, "action is null");
    }

    /** From now on it has so much time. */
    void begin(long waitMillis) {
        dueMillis = time.getCurrentProcessingTime() + waitMillis;
        if (dueMillis < timerMillis) {
            if (timer != null) {
                timer.cancel(false);
            }
            wakeUp();
        }
    }

    /** Nothing is due until it begins again. */
    void done() {
        dueMillis = NONE;
    }

    private void wakeUp() {
        timerMillis = dueMillis;
        timer = time.registerTimer(dueMillis, this::onTimer);
    }

    private void onTimer(long nowMillis) {
        timerMillis = NONE;
        timer = null;
        if (nowMillis >= dueMillis) {
            action.run();
        } else if (dueMillis != NONE) {
            wakeUp();
        }
    }
}
