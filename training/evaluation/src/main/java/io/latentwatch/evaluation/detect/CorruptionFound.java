package io.latentwatch.evaluation.detect;

import io.latentwatch.detector.statistics.Share;
import io.latentwatch.evaluation.corrupt.Corruption;
import io.latentwatch.schemas.ScoreSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a corruption at one severity does to the network, and how far it shows.
 *
 * @param corruption its label
 * @param severity 1 to 5
 * @param parameters of the corruption at that severity
 * @param images that were corrupted, the first ones of the set
 * @param accuracy of the network on them, in [0,1]
 * @param flagged by score set and promised rate
 */
public record CorruptionFound(
        String corruption,
        int severity,
        Map<String, Double> parameters,
        int images,
        double accuracy,
        List<Flagged> flagged) {
    private static final double SMIRNOV = 1.358;

    public CorruptionFound {
        flagged = List.copyOf(flagged);
    }

    /**
     * Flags among the corrupted images.
     *
     * @param share of all of them, whatever the network says of them
     * @param lower end of Wilson's 95 % interval
     * @param upper its other end
     * @param distance Kolmogorov's, of the p-values from those of all clean images, in [0,1]: what shows drift although few images are flagged
     * @param pValues of each image, in their order
     */
    public record Flagged(
            ScoreSet scoreSet,
            double alpha,
            long count,
            double share,
            double lower,
            double upper,
            double distance,
            List<Double> pValues) {
        public Flagged {
            pValues = List.copyOf(pValues);
        }
    }

    static CorruptionFound of(Corruption corruption, int severity, double accuracy, List<Flagged> flagged) {
        return new CorruptionFound(
                corruption.label(),
                severity,
                corruption.parameters(severity),
                flagged.get(0).pValues().size(),
                accuracy,
                flagged);
    }

    static Flagged flagged(Way way, Calibrated.Said said, Calibrated.Said clean) {
        int images = said.flags().length;
        Share share = new Share(
                IntStream.range(0, images).filter(i -> said.flags()[i]).count(), images);
        return new Flagged(
                way.scoreSet(),
                way.alpha(),
                share.part(),
                share.value(),
                share.lower(),
                share.upper(),
                RankComparison.distance(said.pValues(), clean.pValues()),
                said.rounded(IntStream.range(0, images)));
    }

    /** What the distance of two samples drawn alike stays below in 95 of 100 cases (Smirnov's limit for large samples). */
    static double chance(int images, int clean) {
        return SMIRNOV * Math.sqrt(1.0 / images + 1.0 / clean);
    }
}
