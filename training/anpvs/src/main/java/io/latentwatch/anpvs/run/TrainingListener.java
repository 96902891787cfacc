package io.latentwatch.anpvs.run;

import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.optimise.StepFigures;
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

    /** Tells two listeners, one after the other. */
    record Both(TrainingListener first, TrainingListener second) implements TrainingListener {
        @Override
        public void started(int epochs, int stepsPerEpoch, int epochsDone) {
            first.started(epochs, stepsPerEpoch, epochsDone);
            second.started(epochs, stepsPerEpoch, epochsDone);
        }

        @Override
        public void stepDone(StepFigures figures) {
            first.stepDone(figures);
            second.stepDone(figures);
        }

        @Override
        public void differentiatedAgain(int epoch, int step, double firstNorm, double secondNorm) {
            first.differentiatedAgain(epoch, step, firstNorm, secondNorm);
            second.differentiatedAgain(epoch, step, firstNorm, secondNorm);
        }

        @Override
        public void epochDone(EpochFigures figures) {
            first.epochDone(figures);
            second.epochDone(figures);
        }
    }
}
