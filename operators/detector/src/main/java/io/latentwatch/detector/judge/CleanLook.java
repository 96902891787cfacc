package io.latentwatch.detector.judge;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.NpyArray;
import io.latentwatch.detector.alarm.CleanRates;
import io.latentwatch.detector.alarm.PrintRing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * How near to each other the calibration images come, and how often their squeezed copies are given another class: what alarms are explained by, and what the search for
 * near-duplicate queries is calibrated with. A bundle may lack either.
 */
public final class CleanLook {
    /** Taken where a bundle does not say how often clean twins flip: about what our networks show. */
    private static final double USUAL_FLIPS = 0.01;

    private static final double NOT_KNOWN = -1;

    private CleanLook() {}

    /**
     * The files of a bundle that hold this, by name.
     *
     * @param prints of the calibration images
     * @param flipped images whose squeezed copy is given another class; each has one
     * @param seed of the order in which the images pass the ring: neighbours in a folder may be alike
     */
    public static Map<String, byte[]> files(List<byte[]> prints, long flipped, long seed) {
        Map<String, byte[]> files = new TreeMap<>();
        files.put(
                BundleFiles.TWIN_FLIPS,
                NpyArray.of(new long[] {prints.size(), flipped}, 2).write());
        double[] distances = distances(prints, seed);
        if (limit(distances) != NOT_KNOWN) {
            files.put(
                    BundleFiles.NEAR_PRINTS,
                    NpyArray.of(distances, distances.length).write());
        }
        return files;
    }

    /** Each image's distance to its k-th nearest among so many others, ascending; the images that only fill the ring have none. */
    private static double[] distances(List<byte[]> prints, long seed) {
        List<byte[]> shuffled = new ArrayList<>(prints);
        Collections.shuffle(shuffled, new Random(seed));
        PrintRing ring = new PrintRing();
        double[] distances = shuffled.stream().mapToDouble(ring::add).toArray();
        double[] full = Arrays.copyOfRange(distances, Math.min(PrintRing.SIZE, distances.length), distances.length);
        Arrays.sort(full);
        return full;
    }

    /** The largest distance that no more than the promised share of independent images comes within, for 99 % of calibration draws. */
    private static double limit(double[] ascending) {
        int rank = PacRank.largest(ascending.length, CleanRates.NEAR_SHARE, PacRank.RISK);
        return rank == 0 ? NOT_KNOWN : ascending[rank - 1];
    }

    /**
     * What a bundle says.
     *
     * @param calibrationImages that p-values are ranked among
     * @throws io.latentwatch.bundle.BundleException if the numbers are not of the files' kind
     */
    public static CleanRates read(Bundle bundle, long calibrationImages) {
        return new CleanRates(calibrationImages, flips(bundle), nearPrint(bundle));
    }

    private static double flips(Bundle bundle) {
        if (!bundle.has(BundleFiles.TWIN_FLIPS)) {
            return USUAL_FLIPS;
        }
        String where = bundle.path(BundleFiles.TWIN_FLIPS);
        long[] counts = bundle.array(BundleFiles.TWIN_FLIPS).longs(where, 2);
        CalibrationValues.require(
                counts[0] >= 1 && counts[1] >= 0 && counts[1] <= counts[0],
                "the counts are " + Arrays.toString(counts) + ", expected images and those of them that flip",
                where);
        return (double) counts[1] / counts[0];
    }

    private static double nearPrint(Bundle bundle) {
        if (!bundle.has(BundleFiles.NEAR_PRINTS)) {
            return NOT_KNOWN;
        }
        String where = bundle.path(BundleFiles.NEAR_PRINTS);
        NpyArray array = bundle.array(BundleFiles.NEAR_PRINTS);
        double[] distances =
                array.doubles(where, array.shape().isEmpty() ? 0 : array.shape().get(0));
        CalibrationValues.requireAscending(distances, where);
        CalibrationValues.require(
                distances.length > 0 && distances[0] >= 0 && distances[distances.length - 1] <= 1,
                "the distances are not from 0 to 1, expected those of prints",
                where);
        return limit(distances);
    }
}
