package io.latentwatch.evaluation.attack;

import static java.util.Objects.requireNonNull;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An attack that is made on another classifier than the one that is attacked, which it never asks: a transfer attack. Whether it succeeds says the attacked classifier afterwards.
 *
 * @param attack that is made
 * @param source classifier that it is made on; not closed
 * @param sourceSha256 of the source's file
 */
public record Transfer(Attack attack, InputGradient source, String sourceSha256) implements Attack {
    public Transfer {
        requireNonNull(attack, "attack is null");
        requireNonNull(source, "source is null");
        requireNonNull(sourceSha256, "sourceSha256 is null");
    }

    /** @param network is not asked */
    @Override
    public ImageBatch perturb(InputGradient network, ImageBatch clean, SplittableRandom[] draws) {
        return attack.perturb(source, clean, draws);
    }

    /** What broke an image is told of the source. */
    @Override
    public AttackOutcome attack(InputGradient network, ImageBatch clean, SplittableRandom[] draws) {
        return attack.attack(source, clean, draws);
    }

    @Override
    public Ball ball() {
        return attack.ball();
    }

    @Override
    public Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>(attack.description());
        description.put("sourceModel", sourceSha256);
        return description;
    }
}
