package io.latentwatch.anpvs.data;

import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;

/**
 * A training file, split by seed into three disjoint sets that together are the whole file.
 *
 * <p>The order within each set is random too, so that whoever takes the first n of it takes a fair sample.
 *
 * @param heldOut for references and calibration (operators/DETECTION.md); no weight ever sees them
 * @param validation for choices
 * @param training the rest, on which the weights are trained
 */
public record DataSplits(LabelledImages heldOut, LabelledImages validation, LabelledImages training) {
    /**
     * Splits a file.
     *
     * @throws IllegalArgumentException if nothing would be left to train on
     */
    public static DataSplits of(LabelledImages all, int heldOut, int validation, long seed) {
        if (heldOut < 0 || validation < 0 || (long) heldOut + validation >= all.count()) {
            throw new IllegalArgumentException(
                    ("%d images to be held out and %d for validation leave nothing of %d to train on;"
                                    + " give smaller numbers with --held-out and --validation")
                            .formatted(heldOut, validation, all.count()));
        }
        int[] order = Chance.permutation(all.count(), Chance.SPLIT.at(seed, 0, 0));
        return new DataSplits(
                all.select(Arrays.copyOfRange(order, 0, heldOut)),
                all.select(Arrays.copyOfRange(order, heldOut, heldOut + validation)),
                all.select(Arrays.copyOfRange(order, heldOut + validation, order.length)));
    }
}
