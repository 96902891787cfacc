package io.latentwatch.detector.alarm;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;

/**
 * What one image says of a change.
 *
 * @param pValue above 0, at most 1
 * @param twin what its squeezed copy said
 * @param overconfident whether the last layer strays from the predicted class far more than the network's confidence in it does
 * @param noisy whether even its quietest places are noisy, and the first layer finds nothing foreign in it
 */
public record ImageEvidence(double pValue, boolean flagged, Twin twin, boolean overconfident, boolean noisy) {
    public ImageEvidence {
        requireNonNull(twin, "twin is null");
    }
}
