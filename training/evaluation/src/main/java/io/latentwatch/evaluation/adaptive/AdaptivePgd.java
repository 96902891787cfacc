package io.latentwatch.evaluation.adaptive;

import static java.util.Objects.requireNonNull;

import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.attack.Ball;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Projected gradient ascent towards an image that is both misclassified and not flagged, in the L-infinity ball; its network is a {@link Surrogate}'s. Each target class
 * is aimed at from several starts, by turns uniform noise, a clean image of the target class cut to the ball, and
 * what was wrong and flagged before. An image is done with as soon as one of its
 * points, rounded to 8 bits, is wrong and passes; else the last one that was wrong at the end of a run is kept.
 *
 * @param epsilon radius of the ball, in [0,1] pixel range
 * @param room the part of the ball that it stays in
 * @param models clean images to start from and to imitate
 */
public record AdaptivePgd(
        String name,
        double epsilon,
        Ascent ascent,
        Room room,
        AdaptiveBudget budget,
        RawScores scores,
        Guard guard,
        ModelImages models)
        implements Attack {
    public AdaptivePgd {
        requireNonNull(ascent, "ascent is null");
        requireNonNull(room, "room is null");
        requireNonNull(guard, "guard is null");
        Ball.linf(epsilon);
    }

    @Override
    public ImageBatch perturb(InputGradient network, ImageBatch clean, SplittableRandom[] draws) {
        return new AdaptiveSearch(this, network, clean, draws).run();
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
        description.put("ascent", ascent.name().toLowerCase(Locale.ROOT));
        description.put("room", room.name().toLowerCase(Locale.ROOT));
        description.put("targets", String.valueOf(budget.targets()));
        description.put("restarts", String.valueOf(budget.runs()));
        description.put("steps", String.valueOf(budget.steps()));
        return description;
    }
}
