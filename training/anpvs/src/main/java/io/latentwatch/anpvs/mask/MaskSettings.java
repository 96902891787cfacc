package io.latentwatch.anpvs.mask;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How masks are learnt (specification sections 2.2, 2.4 to 2.6).
 *
 * @param klWeight beta: the divergence enters the loss as beta / N for N training images
 * @param prior A, the prior's alpha already divided by the number of gates
 * @param temperature tau of the binary concrete distribution
 * @param learningRateFactor the masks' learning rate as a multiple of the weights'
 * @param threshold a gate is closed where E[pi] is at most this
 * @param start of every gate's a_uc; null for those of the architecture
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MaskSettings(
        double klWeight, double prior, double temperature, double learningRateFactor, double threshold, Double start) {
    public MaskSettings {
        if (!(klWeight >= 0)
                || !(prior > 0)
                || !(temperature > 0)
                || !(learningRateFactor > 0)
                || !(threshold >= 0 && threshold < 1)) {
            throw new IllegalArgumentException(
                    ("masks: expected klWeight of at least 0, prior, temperature and learningRateFactor above 0 and threshold"
                                    + " in [0,1), found %s, %s, %s, %s and %s")
                            .formatted(klWeight, prior, temperature, learningRateFactor, threshold));
        }
    }
}
