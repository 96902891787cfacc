package io.latentwatch.anpvs.results;

import io.latentwatch.anpvs.run.TrainingListener;
import io.latentwatch.evaluation.evaluate.EvaluationListener;

/** Told how the rows go on, and within a row how its training and its evaluation do. */
public interface ResultsListener extends TrainingListener, EvaluationListener {
    /**
     * A network's turn has come.
     *
     * @param number from 1
     * @param what is done with it
     */
    void network(int number, int of, NetworkId network, String what);

    /** This network's training begins or goes on: the one whose turn it is, or the source of its transferred images. */
    void training(NetworkId network);

    /** A network could not be finished; the others go on. */
    void failed(NetworkId network, Exception reason);
}
