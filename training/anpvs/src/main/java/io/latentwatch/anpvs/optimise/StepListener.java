package io.latentwatch.anpvs.optimise;

/** Told of every step; may throw to end the run there, as a killed process would. */
@FunctionalInterface
public interface StepListener {
    void stepDone(StepFigures figures);
}
