package io.latentwatch.anpvs.optimise;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an epoch came to.
 *
 * @param epoch from 1
 * @param losses mean of each term over the epoch's images, in nats, while the weights moved
 * @param trainingAccuracy share of the epoch's clean images classified rightly while the weights moved
 * @param validationAccuracy share of the clean validation images classified rightly at the end; NaN where there are none
 * @param learningRate of the last step
 * @param seconds of wall clock for the training steps
 */
public record EpochFigures(
        int epoch,
        Map<String, Double> losses,
        double trainingAccuracy,
        double validationAccuracy,
        double learningRate,
        double seconds) {
    public EpochFigures {
        losses = new LinkedHashMap<>(losses);
    }

    /** One line for people. */
    public String line() {
        StringBuilder line = new StringBuilder("epoch %d:".formatted(epoch));
        losses.forEach((name, loss) -> line.append(" %s loss %.4f,".formatted(name, loss)));
        return line.append(" training accuracy %.2f %%, validation accuracy %.2f %%, %.1f s"
                        .formatted(100 * trainingAccuracy, 100 * validationAccuracy, seconds))
                .toString();
    }
}
