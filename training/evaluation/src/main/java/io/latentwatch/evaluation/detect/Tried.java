package io.latentwatch.evaluation.detect;

import io.latentwatch.evaluation.attack.AttackedImages;
import java.util.List;

/**
 * What came of one attack.
 *
 * @param knowsDetector whether the attacker did
 * @param succeeded positions of the images that were right before and are wrong after
 * @param said of the attacked images, for each way to judge
 */
@SuppressWarnings("ArrayRecordComponent") // shared, never compared
record Tried(
        String name,
        boolean knowsDetector,
        AttackedImages attacked,
        ScoredImages scored,
        int[] succeeded,
        List<Calibrated.Said> said) {
    /** Marks the images that it breaks. */
    void markBroken(boolean[] broken) {
        for (int image : succeeded) {
            broken[image] = true;
        }
    }

    /** Marks the images that it breaks without a flag. */
    void markUndetected(int way, boolean[] undetected) {
        for (int image : succeeded) {
            undetected[image] |= !said.get(way).flags()[image];
        }
    }

    /** The radius of its ball; not a number for an attack without. */
    double epsilon() {
        return Double.parseDouble(attacked.attributes().getOrDefault("epsilon", "NaN"));
    }
}
