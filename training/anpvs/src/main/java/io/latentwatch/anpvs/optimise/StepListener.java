package io.latentwatch.anpvs.optimise;

/** Told of every step; may throw to end the run there, as a killed process would. */
@FunctionalInterface
public interface StepListener {
    void stepDone(StepFigures figures);

    /**
     * A gradient was beyond belief, and the same step was differentiated again before anything was done with it.
     *
     * @param epoch from 1
     * @param step within the epoch, from 1
     * @param first norm of the gradient that was thrown away; may be infinite or NaN
     * @param second norm of the one that is used: another than the first one if the machine or a library failed, the same if training diverges
     */
    default void differentiatedAgain(int epoch, int step, double first, double second) {}
}
