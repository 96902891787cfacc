package io.latentwatch.flink.alarms;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;
import io.latentwatch.detector.alarm.CleanRates;
import io.latentwatch.detector.statistics.Share;
import java.util.Arrays;

/** Runs of flags as a batch of partition 0 of the topic {@code images} gives them. */
final class Runs {
    static final CleanRates CLEAN = new CleanRates(8_000, 0.01);

    private Runs() {}

    /** Flagged images have the p-value 0.005 and a flipped twin, the others 0.5 and a stable one; event time is 1,000 ms an offset. */
    static FlagRun of(String bundle, double alpha, long offset, boolean[] flags, String... sources) {
        int images = flags.length;
        double[] pValues = new double[images];
        byte[] twins = new byte[images];
        String[] features = new String[images];
        for (int i = 0; i < images; i++) {
            pValues[i] = flags[i] ? 0.005 : 0.5;
            twins[i] = (flags[i] ? Twin.FLIPPED : Twin.STABLE).code();
            features[i] = flags[i] ? "conv1/" + (offset + i) % 2 : null;
        }
        return of(bundle, alpha, offset, flags, pValues, twins, features, sources);
    }

    static FlagRun of(
            String bundle,
            double alpha,
            long offset,
            boolean[] flags,
            double[] pValues,
            byte[] twins,
            String[] features,
            String... sources) {
        int images = flags.length;
        String[] topics = new String[images];
        Arrays.fill(topics, "images");
        long[] offsets = new long[images];
        Arrays.setAll(offsets, i -> offset + i);
        long[] times = Arrays.stream(offsets).map(o -> 1_000 * o).toArray();
        return new FlagRun(
                bundle,
                alpha,
                CLEAN,
                new Share(0, 0),
                flags,
                pValues,
                twins,
                features,
                sources,
                topics,
                new int[images],
                offsets,
                times);
    }
}
