package io.latentwatch.anpvs.run;

import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.optimise.StepListener;

/** Told how a run goes on. */
public interface TrainingListener extends StepListener {
    /**
     * The first step is about to be done.
     *
     * @param epochsDone of an earlier run that this one resumes
     */
    void started(int epochs, int stepsPerEpoch, int epochsDone);

    void epochDone(EpochFigures figures);
}
