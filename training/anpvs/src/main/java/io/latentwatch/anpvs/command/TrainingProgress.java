package io.latentwatch.anpvs.command;

import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.run.TrainingListener;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows a bar with the time left while a run goes on (on a terminal only), and a line for every epoch. */
final class TrainingProgress implements TrainingListener, AutoCloseable {
    private final PrintWriter lines;
    private ProgressBar bar;

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
        if (System.console() != null) {
            bar = new ProgressBarBuilder()
                    .setTaskName("train")
                    .setInitialMax((long) epochs * stepsPerEpoch)
                    .startsFrom((long) epochsDone * stepsPerEpoch, java.time.Duration.ZERO)
                    .setUnit(" steps", 1)
                    .showSpeed()
                    .build();
        }
    }

    @Override
    public void stepDone(int epoch, double loss, double accuracy) {
        if (bar != null) {
            bar.setExtraMessage("epoch %d, loss %.3f, accuracy %.1f %%".formatted(epoch, loss, 100 * accuracy));
            bar.step();
        }
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
