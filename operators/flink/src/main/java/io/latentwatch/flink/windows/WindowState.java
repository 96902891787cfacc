package io.latentwatch.flink.windows;

import io.latentwatch.detector.window.WindowSums;
import io.latentwatch.flink.alarms.AlarmCase;

/** What {@link WindowAlarms} keeps for one bundle, in Flink's state: a POJO with public fields, so that a later version may add some. */
public final class WindowState {
    /** Sums of the windows that are too small to be judged; null where there is none. */
    public WindowSums gathered;

    /** The newest alarm. */
    public AlarmCase alarm = new AlarmCase();
}
