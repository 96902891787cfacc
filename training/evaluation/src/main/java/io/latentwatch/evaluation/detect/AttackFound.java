package io.latentwatch.evaluation.detect;

import io.latentwatch.schemas.ScoreSet;
import java.util.List;
import java.util.Map;

/**
 * How many of an attack's successes were flagged. An attack succeeds on an image that the network has right before and wrong after, rounded to 8 bits.
 *
 * @param name as it was asked for
 * @param knowsDetector whether the attacker knows the detector and wants to pass it
 * @param parameters of the attack
 * @param images that were attacked, the first ones of the set
 * @param right those that the network has right when they are clean
 * @param succeeded positions of the images on which it succeeded
 * @param indicative fewer than 300 successes: the shares are rough
 * @param flagged by score set and promised rate
 * @param areaUnderCurve of each score alone, successes against all clean images: the chance that a success scores higher, 0.5 for a
 *     score that says nothing; empty without successes
 */
public record AttackFound(
        String name,
        boolean knowsDetector,
        Map<String, String> parameters,
        int images,
        int right,
        List<Integer> succeeded,
        boolean indicative,
        List<Flagged> flagged,
        Map<String, Double> areaUnderCurve) {
    /** Fewer successes than this are indicative. */
    static final int ENOUGH = 300;

    public AttackFound {
        succeeded = List.copyOf(succeeded);
        flagged = List.copyOf(flagged);
    }

    /**
     * Flags among the successes.
     *
     * @param share of the successes; null without any
     * @param lower end of Wilson's 95 % interval
     * @param upper its other end
     * @param pValues of the successes, in the order of {@link AttackFound#succeeded}
     */
    public record Flagged(
            ScoreSet scoreSet,
            double alpha,
            long successes,
            long count,
            Double share,
            double lower,
            double upper,
            List<Double> pValues) {
        public Flagged {
            pValues = List.copyOf(pValues);
        }
    }
}
