package io.latentwatch.local;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error, or nothing. Thread-safe. */
public interface ProgressLine extends AutoCloseable {
    /** One more is done. */
    void step();

    @Override
    void close();

    /**
     * Opens a bar.
     *
     * @param shown whether there is to be one at all
     * @param task what is done, a word or two
     * @param count how many steps it takes
     */
    static ProgressLine open(boolean shown, String task, long count) {
        if (!shown) {
            return new Silence();
        }
        return new Bar(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(count)
                .setStyle(ProgressBarStyle.ASCII)
                .setUnit(" images", 1)
                .showSpeed()
                .setMaxRenderedLength(100)
                .setUpdateIntervalMillis(onATerminal() ? 500 : 5_000)
                .build());
    }

    /** From Java 22 on always: a log then gets more of the bar, no harm done. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean onATerminal() {
        return System.console() != null;
    }

    /** A bar. */
    record Bar(ProgressBar bar) implements ProgressLine {
        @Override
        public void step() {
            bar.step();
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** No bar. */
    record Silence() implements ProgressLine {
        @Override
        public void step() {}

        @Override
        public void close() {}
    }
}
