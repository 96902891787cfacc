package io.latentwatch.evaluation.detect;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.detector.judge.CalibrationTable;
import io.latentwatch.detector.statistics.Share;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.schemas.ScoreSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Flags on the clean images that one of a bundle's calibration tables judges: those of a predicted class, or of the classes that share a table.
 *
 * @param alpha the promise: for 99 % of calibration draws the share of flags is at most this in every table
 * @param table its name
 * @param calibration images that it was made of
 * @param expected share in the mean over calibration draws
 * @param lower end of Wilson's 95 % interval of the share
 * @param upper its other end
 * @param split the rank rule on random splits of these images; null where they are too few for the promise, and in a result from before it was checked
 */
public record TableFlags(
        ScoreSet scoreSet,
        double alpha,
        String table,
        int calibration,
        double expected,
        long images,
        long flagged,
        double share,
        double lower,
        double upper,
        SplitCheck split) {
    /**
     * Runs the bundle's monitor graph on clean images, each with its twin.
     *
     * @param alpha a rate that the bundle can promise
     * @param splits of each table's images
     * @param seed of the splits
     * @return for each score set the tables that judge any of the images
     */
    public static List<TableFlags> all(Bundle bundle, LabelledImages images, double alpha, int splits, long seed) {
        ScoredImages scored = ScoredImages.of(bundle, images);
        List<TableFlags> all = new ArrayList<>();
        for (ScoreSet scoreSet : List.of(ScoreSet.PLAIN, ScoreSet.TWIN)) {
            all.addAll(all(new Calibrated(bundle, scoreSet, alpha), scored, scoreSet, alpha, splits, seed));
        }
        return all;
    }

    private static List<TableFlags> all(
            Calibrated calibrated, ScoredImages scored, ScoreSet scoreSet, double alpha, int splits, long seed) {
        Calibrated.Said said = calibrated.judge(scored);
        Map<String, List<Integer>> imagesByTable = IntStream.range(0, scored.count())
                .boxed()
                .collect(Collectors.groupingBy(
                        image -> calibrated.tableName(scored, image), TreeMap::new, Collectors.toList()));
        List<TableFlags> all = new ArrayList<>();
        imagesByTable.forEach((name, positions) -> {
            CalibrationTable table = calibrated.table(scored, positions.get(0));
            Share share = new Share(
                    positions.stream().filter(image -> said.flags()[image]).count(), positions.size());
            all.add(new TableFlags(
                    scoreSet,
                    alpha,
                    name,
                    table.images(),
                    table.expected().share(),
                    share.whole(),
                    share.part(),
                    share.value(),
                    share.lower(),
                    share.upper(),
                    split(
                            positions.stream()
                                    .mapToDouble(image -> said.suspicions()[image])
                                    .toArray(),
                            alpha,
                            splits,
                            seed)));
        });
        return all;
    }

    private static SplitCheck split(double[] suspicions, double alpha, int splits, long seed) {
        return SplitCheck.carries(suspicions.length, alpha) ? SplitCheck.of(suspicions, alpha, splits, seed) : null;
    }
}
