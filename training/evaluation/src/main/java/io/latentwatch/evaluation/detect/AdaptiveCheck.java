package io.latentwatch.evaluation.detect;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What casts doubt on the rows of attackers who know the detector. A raised check does not say that the detector is strong, but that these attacks may be weak or
 * wrong: what they leave detected has then not been earned.
 */
public enum AdaptiveCheck {
    /**
     * Raised if the attacker's surrogate and the bundle's own monitor graph give different flags on more than 0.1 % of the images, clean and attacked. A few may
     * differ: scores that lie on a rounding edge.
     */
    SURROGATE_DISAGREES {
        @Override
        AdaptiveFinding check(AdaptiveMeasurements m) {
            double share = (double) m.agreeing() / m.compared();
            return finding(
                    share < LEAST_AGREEMENT,
                    "the same flag on %s of %d images".formatted(percent(share), m.compared()));
        }
    },
    /**
     * Raised if in some ball attackers who do not know the detector get more images past it than those who do, by more than two images and 1 %. They know more and
     * want just that; whoever does worse searches badly.
     */
    PLAIN_STRONGER {
        @Override
        AdaptiveFinding check(AdaptiveMeasurements m) {
            boolean raised = m.byEpsilon().stream()
                    .anyMatch(ball -> ball.plain() - ball.adaptive() > Math.max(2, TOLERANCE * m.images()));
            return finding(
                    raised,
                    "undetected successes without and with knowledge of the detector: "
                            + String.join(
                                    ", ",
                                    m.byEpsilon().stream()
                                            .map(ball -> String.format(
                                                    Locale.ROOT,
                                                    "%d and %d at epsilon %.4g",
                                                    ball.plain(),
                                                    ball.adaptive(),
                                                    ball.epsilon()))
                                            .toList()));
        }
    },
    /**
     * Raised if some image withstands, undetected, in the ball of radius 1. That ball holds every clean image of every other class; whoever does not get there does
     * not know what passes.
     */
    DETECTED_AT_EPSILON_ONE {
        @Override
        AdaptiveFinding check(AdaptiveMeasurements m) {
            return finding(
                    m.passedAtOne() < m.rightAtOne(),
                    "%d of %d images undetected at epsilon 1, all expected".formatted(m.passedAtOne(), m.rightAtOne()));
        }
    };

    private static final double LEAST_AGREEMENT = 0.999;
    private static final double TOLERANCE = 0.01;

    abstract AdaptiveFinding check(AdaptiveMeasurements measured);

    static List<AdaptiveFinding> all(AdaptiveMeasurements measured) {
        return Arrays.stream(values()).map(check -> check.check(measured)).toList();
    }

    AdaptiveFinding finding(boolean raised, String evidence) {
        return new AdaptiveFinding(this, raised, evidence);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
