package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * Images of 8 bits after an attack, and what was done to them.
 *
 * @param attributes name and parameters of the attack, its seed among them
 */
public record AttackedImages(LabelledImages images, Map<String, String> attributes) {
    private static final int BATCH = 100;

    /**
     * Attacks images in batches and rounds them inside their ball.
     *
     * @param progress told of every batch's number of images when it is done
     */
    public static AttackedImages of(
            LinfPgd attack, InputGradient network, LabelledImages clean, long seed, IntConsumer progress) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[clean.pixels().length];
        for (int from = 0; from < clean.count(); from += BATCH) {
            LabelledImages batch = clean.slice(from, BATCH);
            LabelledImages rounded =
                    EightBit.round(attack.perturb(network, batch.toBatch(), random), batch, attack.epsilon());
            System.arraycopy(rounded.pixels(), 0, pixels, from * clean.shape().size(), rounded.pixels().length);
            progress.accept(batch.count());
        }
        Map<String, String> attributes = new LinkedHashMap<>(attack.description());
        attributes.put("seed", String.valueOf(seed));
        return new AttackedImages(new LabelledImages(clean.shape(), pixels, clean.labels()), attributes);
    }
}
