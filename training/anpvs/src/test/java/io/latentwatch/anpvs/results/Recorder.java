package io.latentwatch.anpvs.results;

import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.optimise.StepFigures;
import java.util.ArrayList;
import java.util.List;

/** Writes down what happens, and stops where it is told to. */
public final class Recorder implements ResultsListener {
    final List<String> networks = new ArrayList<>();
    public final List<String> trained = new ArrayList<>();
    final List<String> failed = new ArrayList<>();
    final List<Integer> epochsDone = new ArrayList<>();
    int stopInEpoch;

    @Override
    public void network(int number, int of, NetworkId network, String what) {
        networks.add("%d of %d %s: %s".formatted(number, of, network.name(), what));
    }

    @Override
    public void training(NetworkId network) {
        trained.add(network.name());
    }

    @Override
    public void failed(NetworkId network, Exception reason) {
        failed.add(network.name());
    }

    @Override
    public void started(int epochs, int stepsPerEpoch, int done) {
        epochsDone.add(done);
    }

    @Override
    public void stepDone(StepFigures figures) {
        if (figures.epoch() == stopInEpoch) {
            throw new IllegalStateException("cut off");
        }
    }

    @Override
    public void epochDone(EpochFigures figures) {}

    @Override
    public void started(long gradientEvaluations) {}

    @Override
    public void stage(String name) {}

    @Override
    public void done(long gradientEvaluations) {}
}
