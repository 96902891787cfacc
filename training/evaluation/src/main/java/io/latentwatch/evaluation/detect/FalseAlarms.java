package io.latentwatch.evaluation.detect;

import io.latentwatch.detector.statistics.Share;
import io.latentwatch.schemas.ScoreSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Flags on clean images.
 *
 * @param alpha the promise: for 99 % of calibration draws the share of flags is at most this
 * @param expected share in the mean over calibration draws
 * @param lower end of Wilson's 95 % interval of the share
 * @param upper its other end
 * @param pValues of each image, in their order
 */
public record FalseAlarms(
        ScoreSet scoreSet,
        double alpha,
        long flagged,
        long images,
        double share,
        double expected,
        double lower,
        double upper,
        List<Double> pValues) {
    public FalseAlarms {
        pValues = List.copyOf(pValues);
    }

    static FalseAlarms of(ScoreSet scoreSet, double alpha, Calibrated.Said said, double expected) {
        Share share = new Share(count(said.flags()), said.flags().length);
        return new FalseAlarms(
                scoreSet,
                alpha,
                share.part(),
                share.whole(),
                share.value(),
                expected,
                share.lower(),
                share.upper(),
                said.rounded(IntStream.range(0, said.pValues().length)));
    }

    private static long count(boolean[] flags) {
        long count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }
}
