package io.latentwatch.detector.alarm;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;
import java.util.Random;

/**
 * What an image shows by chance: clean p-values are uniform and half a percent of the squeezed copies flips. An attacked image's p-value is u^10 (u uniform: 61 % are flagged) and 60 % of
 * the copies flip; a drifted one's is u^2 or, where the drift is strong, u^8, and one percent flips. Flagged is what lies at 0.0075 or below.
 */
enum SimulatedImage {
    CLEAN(1, 0.005),
    ATTACKED(10, 0.6),
    DRIFTED(2, 0.01),
    STRONGLY_DRIFTED(8, 0.01);

    private final double power;
    private final double flips;

    SimulatedImage(double power, double flips) {
        this.power = power;
        this.flips = flips;
    }

    double pValue(Random random) {
        return Math.max(1e-4, Math.pow(random.nextDouble(), power));
    }

    static boolean flagged(double pValue) {
        return pValue <= 0.0075;
    }

    Twin twin(Random random) {
        return random.nextDouble() < flips ? Twin.FLIPPED : Twin.STABLE;
    }

    void addTo(ChangeEvidence evidence, String source, Random random) {
        double p = pValue(random);
        evidence.add(new ImageEvidence(p, flagged(p), twin(random), false, false), source);
    }
}
