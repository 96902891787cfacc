package io.latentwatch.evaluation.adaptive;

/**
 * The weight of the detector against the margin, found by bisection of its logarithm from run to run: more when the image was wrong and flagged, less when it was
 * right.
 */
final class DetectorWeight {
    private static final double WIDER = 10;

    private double low;
    private double high = Double.POSITIVE_INFINITY;
    private double value = 1;

    double value() {
        return value;
    }

    /** @param wrong whether the run that had the present value ended misclassified (and flagged: else there is no next) */
    void learn(boolean wrong) {
        if (wrong) {
            low = value;
        } else {
            high = value;
        }
        if (low == 0) {
            value = high / WIDER;
        } else {
            value = high == Double.POSITIVE_INFINITY ? low * WIDER : Math.sqrt(low * high);
        }
    }
}
