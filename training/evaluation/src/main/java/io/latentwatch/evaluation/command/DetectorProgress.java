package io.latentwatch.evaluation.command;

import io.latentwatch.evaluation.detect.DetectorEvaluator;
import java.io.PrintWriter;

/** Shows how an evaluation of a detector goes on: a line for each set of images and a dot for each part that is done. */
record DetectorProgress(PrintWriter lines) implements DetectorEvaluator.Listener {
    @Override
    public void begins(String name, int count) {
        lines.println(name + ", " + count + " images");
        lines.flush();
    }

    @Override
    public void done(int count) {
        lines.print('.');
        lines.flush();
    }
}
