package io.latentwatch.anpvs.optimise;

/** Told of every step; may throw to end the run there, as a killed process would. */
@FunctionalInterface
public interface StepListener {
    /**
     * A step is done.
     *
     * @param epoch from 1
     * @param loss mean total loss over the epoch so far
     * @param accuracy on clean training images over the epoch so far, in [0,1]
     */
    void stepDone(int epoch, double loss, double accuracy);
}
