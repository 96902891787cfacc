package io.latentwatch.anpvs.optimise;

/** The loss became NaN or infinite: nothing that follows would mean anything. The last checkpoint is still good. */
public final class LossIsNotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LossIsNotFiniteException(int epoch, long step, String term, double value) {
        super(("step %d (epoch %d): expected a finite loss, found %s = %s; the last checkpoint is good,"
                        + " train again with a smaller learningRate")
                .formatted(step, epoch, term, value));
    }
}
