package io.latentwatch.anpvs.optimise;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How an epoch stands after a step; means over its images so far.
 *
 * @param epoch counted over the run, from 1
 * @param batchImages of this step alone
 * @param loss what is minimised, the masks' divergence and weight decay apart
 * @param losses its terms, unweighted
 * @param accuracy on clean training images, in [0,1]
 * @param attackedAccuracy on attacked ones, in [0,1]; that of the clean ones where none are
 */
public record StepFigures(
        int epoch, int batchImages, double loss, Map<String, Double> losses, double accuracy, double attackedAccuracy) {
    public StepFigures {
        losses = new LinkedHashMap<>(losses);
    }
}
