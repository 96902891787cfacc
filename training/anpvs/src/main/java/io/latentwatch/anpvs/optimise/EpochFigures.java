package io.latentwatch.anpvs.optimise;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one epoch came to.
 *
 * @param epoch counted over the run, from 1
 * @param phase its name
 * @param losses mean of each term over the epoch's images, unweighted, while the weights moved: cross-entropies and divergences
 *     in nats, the masks' divergence ({@code kl}) summed over gates
 * @param trainingAccuracy share of the epoch's clean images classified rightly while the weights moved
 * @param attackedTrainingAccuracy the same of the attacked ones; that of the clean ones where none were
 * @param validationAccuracy share of the clean validation images classified rightly at the end; NaN where there are none
 * @param attackedValidationAccuracy the same of the first ones under PGD; NaN where there are none
 * @param sparsity share of closed gates, in [0,1]; 0 without masks
 * @param learningRate of the last step
 * @param largestGradient of all steps: the norm of the weights' gradients together, decay apart, before any limit; 0 in figures
 *     of before it was kept
 * @param seconds of wall clock for the training steps
 */
public record EpochFigures(
        int epoch,
        String phase,
        Map<String, Double> losses,
        double trainingAccuracy,
        double attackedTrainingAccuracy,
        double validationAccuracy,
        double attackedValidationAccuracy,
        double sparsity,
        double learningRate,
        double largestGradient,
        double seconds) {
    public EpochFigures {
        losses = new LinkedHashMap<>(losses);
    }

    /** One line for people. */
    public String line() {
        StringBuilder line = new StringBuilder("epoch %d (%s):".formatted(epoch, phase));
        losses.forEach((name, loss) -> line.append(" %s loss %.4g,".formatted(name, loss)));
        line.append(" training accuracy %.2f %%, validation accuracy %.2f %%"
                .formatted(100 * trainingAccuracy, 100 * validationAccuracy));
        if (!Double.isNaN(attackedValidationAccuracy)) {
            line.append(", attacked %.1f %%".formatted(100 * attackedValidationAccuracy));
        }
        if (sparsity > 0) {
            line.append(", sparsity %.1f %%".formatted(100 * sparsity));
        }
        return line.append(", largest gradient %.3g".formatted(largestGradient))
                .append(", %.1f s".formatted(seconds))
                .toString();
    }
}
