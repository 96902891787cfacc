package io.latentwatch.anpvs.command;

import io.latentwatch.anpvs.attack.WrongGradientException;
import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.optimise.LossIsNotFiniteException;
import io.latentwatch.anpvs.optimise.StepFigures;
import io.latentwatch.anpvs.results.NetworkId;
import io.latentwatch.anpvs.results.ResultsListener;
import io.latentwatch.evaluation.command.EvaluationProgress;
import java.io.IOException;
import java.io.PrintWriter;

/** Shows which network of how many is at work, and below it how its training or its evaluation goes on. */
final class ResultsProgress implements ResultsListener, AutoCloseable {
    private final PrintWriter lines;
    private TrainingProgress training;
    private EvaluationProgress evaluation;

    ResultsProgress(PrintWriter lines) {
        this.lines = lines;
        this.training = new TrainingProgress(lines);
        this.evaluation = new EvaluationProgress(lines);
    }

    @Override
    public void network(int number, int of, NetworkId network, String what) {
        close();
        print("network %d of %d, %s: %s".formatted(number, of, network.name(), what));
    }

    @Override
    public void training(NetworkId network) {
        print("training " + network.name());
    }

    @Override
    public void failed(NetworkId network, Exception reason) {
        close();
        print("%s failed: %s".formatted(network.name(), reason.getMessage()));
        boolean mendable = reason instanceof IOException
                || reason instanceof IllegalArgumentException
                || reason instanceof LossIsNotFiniteException
                || reason instanceof WrongGradientException;
        if (!mendable) { // a fault of ours: where it is says more than the message
            reason.printStackTrace(lines);
        }
    }

    @Override
    public void started(int epochs, int stepsPerEpoch, int epochsDone) {
        training = new TrainingProgress(lines);
        training.started(epochs, stepsPerEpoch, epochsDone);
    }

    @Override
    public void stepDone(StepFigures figures) {
        training.stepDone(figures);
    }

    @Override
    public void epochDone(EpochFigures figures) {
        training.epochDone(figures);
    }

    @Override
    public void started(long gradientEvaluations) {
        close();
        print("evaluation");
        evaluation = new EvaluationProgress(lines);
        evaluation.started(gradientEvaluations);
    }

    @Override
    public void stage(String name) {
        evaluation.stage(name);
    }

    @Override
    public void done(long gradientEvaluations) {
        evaluation.done(gradientEvaluations);
    }

    @Override
    public void close() {
        training.close();
        evaluation.close();
    }

    private void print(String line) {
        lines.println(line);
        lines.flush();
    }
}
