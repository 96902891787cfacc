package io.latentwatch.evaluation.adaptive;

import static java.util.Objects.requireNonNull;

import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.attack.Ball;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An attacker who sees decisions alone, the class and whether there is a flag, and wants "wrong and not flagged" (after HopSkipJump: Chen, Jordan and Wainwright, IEEE
 * S&amp;P 2020, algorithm 2, L-infinity). From clean images of other classes, which are wrong and mostly pass, it walks along the edge of what passes
 * towards the image. Every query is rounded to 8 bits. Images that it does not get into the ball stay as they are.
 *
 * @param epsilon radius of the ball, in [0,1] pixel range
 * @param queries for each image
 * @param models clean images to start from
 */
public record DecisionAttack(
        String name, double epsilon, int queries, RawScores scores, Guard guard, ModelImages models) implements Attack {
    public DecisionAttack {
        requireNonNull(guard, "guard is null");
        Ball.linf(epsilon);
    }

    @Override
    public ImageBatch perturb(InputGradient network, ImageBatch clean, SplittableRandom[] draws) {
        float[] pixels = clean.pixels().clone();
        int size = clean.shape().size();
        for (int i = 0; i < draws.length; i++) {
            float[] found = new DecisionSearch(this, network, clean.slice(i, 1), draws[i]).run();
            System.arraycopy(found, 0, pixels, i * size, size);
        }
        return clean.withPixels(pixels);
    }

    @Override
    public Ball ball() {
        return Ball.linf(epsilon);
    }

    @Override
    public Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("attack", name);
        description.put("epsilon", String.valueOf(epsilon));
        description.put("queries", String.valueOf(queries));
        return description;
    }
}
