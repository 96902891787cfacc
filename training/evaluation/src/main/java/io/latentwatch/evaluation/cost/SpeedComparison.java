package io.latentwatch.evaluation.cost;

import io.latentwatch.detector.statistics.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How much faster a pruned model is than its unpruned twin, taken by turns in one run: ratios say something, single speeds
 * depend on what else the machine does.
 *
 * @param batch images at a time
 * @param pruned images a second, one figure a round
 * @param unpruned the same
 * @param ratio of the first to the second, within each round
 */
public record SpeedComparison(int batch, Spread pruned, Spread unpruned, Spread ratio) {
    /**
     * Times both models, on one thread each.
     *
     * @param shape of one batch, {@code [N, C, H, W]}
     * @param rounds in each of which both run
     * @param time that it may take in all, the warm-up included
     */
    public static SpeedComparison of(byte[] pruned, byte[] unpruned, long[] shape, int rounds, Duration time) {
        long nanos = time.toNanos() / ((rounds + 1L) * 2 * TimedModel.LEVELS.size());
        List<Double> first = new ArrayList<>();
        List<Double> second = new ArrayList<>();
        try (TimedModel one = new TimedModel(pruned, shape);
                TimedModel other = new TimedModel(unpruned, shape)) {
            one.imagesPerSecond(nanos); // warm-up
            other.imagesPerSecond(nanos);
            for (int round = 0; round < rounds; round++) {
                first.add(one.imagesPerSecond(nanos));
                second.add(other.imagesPerSecond(nanos));
            }
        }
        Spread prunedSpread = Spread.of(first);
        Spread unprunedSpread = Spread.of(second);
        return new SpeedComparison(
                Math.toIntExact(shape[0]), prunedSpread, unprunedSpread, prunedSpread.over(unprunedSpread));
    }
}
