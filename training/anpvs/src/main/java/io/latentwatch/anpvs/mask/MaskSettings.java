package io.latentwatch.anpvs.mask;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How masks are learnt (training/METHOD.md).
 *
 * @param klWeight beta: the divergence enters the loss as beta / N for N training images
 * @param prior A, the prior's alpha already divided by the number of gates
 * @param temperature tau of the binary concrete distribution
 * @param learningRateFactor the masks' learning rate as a multiple of the weights'
 * @param threshold a gate is closed where E[pi] is at most this
 * @param start of every gate's a_uc; null for those of the architecture
 * @param klFactors by gate name, a further factor of that gate's divergence, where it is not 1: a channel of a convolution saves
 *     many more operations than a unit of a dense layer, which the divergence does not know
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MaskSettings(
        double klWeight,
        double prior,
        double temperature,
        double learningRateFactor,
        double threshold,
        Double start,
        Map<String, Double> klFactors) {
    public MaskSettings {
        klFactors = klFactors == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(klFactors));
        if (klFactors.values().stream().anyMatch(factor -> factor == null || !(factor >= 0))) {
            throw new IllegalArgumentException("masks.klFactors: expected factors of at least 0, found " + klFactors);
        }
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
