package io.latentwatch.anpvs.command;

import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.optimise.StepFigures;
import io.latentwatch.anpvs.run.TrainingListener;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Shows how a run goes on: on a terminal a bar with the time left, elsewhere a line a minute; and a line for every epoch.
 */
final class TrainingProgress implements TrainingListener, AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final PrintWriter lines;
    private ProgressBar bar;
    private long steps;
    private long stepsBefore;
    private long stepsDone;
    private long startNanos;
    private long lineNanos;

    TrainingProgress(PrintWriter lines) {
        this.lines = lines;
    }

    @Override
    @SuppressWarnings(
            "SystemConsoleNull") // From Java 22 on it is never null: the bar then goes to a log too, no more harm.
    public void started(int epochs, int stepsPerEpoch, int epochsDone) {
        if (epochsDone > 0) {
            print("resuming after epoch " + epochsDone);
        }
        steps = (long) epochs * stepsPerEpoch;
        stepsBefore = (long) epochsDone * stepsPerEpoch;
        stepsDone = stepsBefore;
        startNanos = System.nanoTime();
        lineNanos = startNanos;
        if (System.console() != null) {
            bar = new ProgressBarBuilder()
                    .setTaskName("train")
                    .setInitialMax(steps)
                    .startsFrom(stepsBefore, Duration.ZERO)
                    .setUnit(" steps", 1)
                    .showSpeed()
                    .build();
        }
    }

    @Override
    public void stepDone(StepFigures step) {
        stepsDone++;
        String figures =
                "epoch %d, loss %.3f, accuracy %.1f %%".formatted(step.epoch(), step.loss(), 100 * step.accuracy());
        if (bar != null) {
            bar.setExtraMessage(figures);
            bar.step();
        } else if (System.nanoTime() - lineNanos > BETWEEN_LINES.toNanos()) {
            lineNanos = System.nanoTime();
            print("step %d of %d, %s, %d min left".formatted(stepsDone, steps, figures, minutesLeft()));
        }
    }

    private long minutesLeft() {
        double nanosPerStep = (double) (System.nanoTime() - startNanos) / (stepsDone - stepsBefore);
        return Math.round(nanosPerStep * (steps - stepsDone) / 60e9);
    }

    @Override
    public void differentiatedAgain(int epoch, int step, double first, double second) {
        print("epoch %d, step %d: gradient of %.3g, differentiated again: %.3g; %s"
                .formatted(
                        epoch,
                        step,
                        first,
                        second,
                        first == second
                                ? "the same, so training diverges: try a smaller learningRate, or largestGradient"
                                : "the first one was a fault of this machine or its libraries and is thrown away"));
    }

    @Override
    public void epochDone(EpochFigures figures) {
        print(figures.line());
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    private void print(String line) {
        lines.println(line);
        lines.flush();
    }
}
