package io.latentwatch.flink.alarms;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;
import io.latentwatch.detector.alarm.CleanRates;
import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.detector.statistics.Share;
import java.util.Arrays;

/** Runs of flags as images of partition 0 of the topic {@code images} give them. */
final class Runs {
    static final CleanRates CLEAN = new CleanRates(8_000, 0.01, 0.05);

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
        byte[] prints = new byte[images * ImagePrint.LENGTH];
        return of(bundle, alpha, offset, flags, pValues, twins, features, prints, sources);
    }

    /** Flagged images of the bundle {@code bundle} whose copies all say the same. */
    static FlagRun ofTwins(long offset, int images, Twin twin) {
        boolean[] flags = new boolean[images];
        Arrays.fill(flags, true);
        double[] pValues = new double[images];
        Arrays.fill(pValues, 0.005);
        byte[] twins = new byte[images];
        Arrays.fill(twins, twin.code());
        String[] features = new String[images];
        Arrays.fill(features, "conv1/0");
        String[] sources = new String[images];
        Arrays.fill(sources, "camera");
        byte[] prints = new byte[images * ImagePrint.LENGTH];
        return of("bundle", 0.01, offset, flags, pValues, twins, features, prints, sources);
    }

    /** One image that is not flagged. */
    static FlagRun ofPrint(long offset, byte[] print, String source) {
        return of(
                "bundle",
                0.01,
                offset,
                new boolean[1],
                new double[] {0.5},
                new byte[] {Twin.STABLE.code()},
                new String[1],
                print,
                source);
    }

    private static FlagRun of(
            String bundle,
            double alpha,
            long offset,
            boolean[] flags,
            double[] pValues,
            byte[] twins,
            String[] features,
            byte[] prints,
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
                new boolean[images],
                new boolean[images],
                features,
                prints,
                sources,
                topics,
                new int[images],
                offsets,
                times);
    }
}
