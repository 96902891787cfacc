package io.latentwatch.evaluation.attack;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The Square attack in the L-infinity ball (Andriushchenko et al., ECCV 2020): random search on the margin that asks for logits
 * only, so it does not mind gradients that are hidden. See {@link SquareSearch}.
 *
 * @param epsilon radius of the ball, in [0,1] pixel range
 * @param queries of the network for each image, at least 1
 * @param initialShare of the image that the first squares cover, in (0,1]
 */
public record Square(double epsilon, int queries, double initialShare) implements SearchAttack {
    public Square {
        Ball.linf(epsilon);
        if (queries < 1) {
            throw new IllegalArgumentException("queries must be at least 1, found " + queries);
        }
        if (!(initialShare > 0 && initialShare <= 1)) {
            throw new IllegalArgumentException("initial share must lie in (0,1], found " + initialShare);
        }
    }

    /** As AutoAttack runs it: 5,000 queries, from 0.8 of the image on. */
    public static Square of(double epsilon) {
        return new Square(epsilon, 5000, 0.8);
    }

    public Square withQueries(int count) {
        return new Square(epsilon, count, initialShare);
    }

    @Override
    public String name() {
        return "square";
    }

    @Override
    public Search search(CleanImage image) {
        return new SquareSearch(image, ball(), queries, initialShare);
    }

    @Override
    public boolean usesGradient() {
        return false;
    }

    @Override
    public Ball ball() {
        return Ball.linf(epsilon);
    }

    @Override
    public Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("attack", name());
        description.put("epsilon", String.valueOf(epsilon));
        description.put("queries", String.valueOf(queries));
        description.put("initialShare", String.valueOf(initialShare));
        return description;
    }
}
