package io.latentwatch.anpvs.optimise;

/** The loss became NaN or infinite: nothing that follows would mean anything. The last checkpoint is still good. */
public final class LossIsNotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LossIsNotFiniteException(int epoch, long step, String term, double value) {
        super(
                ("step %d (epoch %d): expected finite losses and weights, found %s = %s; the checkpoint of the last whole epoch, if"
                                + " there is one, is as it was; start again with a smaller learningRate and --overwrite")
                        .formatted(step + 1, epoch, term, value));
    }
}
