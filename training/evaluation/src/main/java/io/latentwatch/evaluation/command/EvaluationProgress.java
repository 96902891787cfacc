package io.latentwatch.evaluation.command;

import io.latentwatch.evaluation.evaluate.EvaluationListener;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows how an evaluation goes on: on a terminal a bar with the time left, elsewhere a line a minute. */
public final class EvaluationProgress implements EvaluationListener, AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final PrintWriter lines;
    private ProgressBar bar;
    private String stage = "";
    private long all;
    private long done;
    private long startNanos;
    private long lineNanos;

    public EvaluationProgress(PrintWriter lines) {
        this.lines = lines;
    }

    @Override
    @SuppressWarnings(
            "SystemConsoleNull") // From Java 22 on it is never null: the bar then goes to a log too, no more harm.
    public void started(long gradientEvaluations) {
        all = gradientEvaluations;
        startNanos = System.nanoTime();
        lineNanos = startNanos;
        if (System.console() != null) {
            bar = new ProgressBarBuilder()
                    .setTaskName("evaluate")
                    .setInitialMax(all)
                    .setUnit(" gradients", 1)
                    .showSpeed()
                    .build();
        }
    }

    @Override
    public void stage(String name) {
        stage = name;
        if (bar != null) {
            bar.setExtraMessage(name);
        }
    }

    @Override
    public void done(long gradientEvaluations) {
        done += gradientEvaluations;
        if (bar != null) {
            bar.stepBy(gradientEvaluations);
        } else if (System.nanoTime() - lineNanos > BETWEEN_LINES.toNanos()) {
            lineNanos = System.nanoTime();
            lines.printf("%s, %d %% done, %d min left%n", stage, 100 * done / all, minutesLeft());
            lines.flush();
        }
    }

    private long minutesLeft() {
        return Math.round((double) (System.nanoTime() - startNanos) / done * (all - done) / 60e9);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
