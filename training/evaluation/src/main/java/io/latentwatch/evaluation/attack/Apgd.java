package io.latentwatch.evaluation.attack;

import static java.util.Objects.requireNonNull;

import io.latentwatch.evaluation.gradient.CrossEntropy;
import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.gradient.LogitRatio;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Auto-PGD in the L-infinity ball (Croce and Hein, ICML 2020, section 3): no step size to choose. See {@link ApgdSearch}.
 *
 * @param epsilon radius of the ball, in [0,1] pixel range
 * @param iterations steps of one run
 * @param restarts runs from random points, or as many towards each target
 */
public record Apgd(Variant variant, double epsilon, int iterations, int restarts) implements SearchAttack {
    /** How many classes the targeted variant tries, as in AutoAttack. */
    static final int TARGETS = 9;

    /** What is raised. */
    public enum Variant {
        /** The cross-entropy. */
        CROSS_ENTROPY("apgd-ce"),
        /** The untargeted difference of logits ratio; at least 3 classes. */
        RATIO("apgd-dlr"),
        /** The targeted one, towards the nine other classes of the largest clean logits in turn; at least 4 classes. */
        TARGETED("apgd-t");

        private final String attack;

        Variant(String attack) {
            this.attack = attack;
        }
    }

    public Apgd {
        requireNonNull(variant, "variant is null");
        Ball.linf(epsilon);
        if (iterations < 1 || restarts < 1) {
            throw new IllegalArgumentException(
                    "iterations and restarts must be at least 1, found %d and %d".formatted(iterations, restarts));
        }
    }

    /** As AutoAttack runs it: 100 iterations, once. */
    public static Apgd of(Variant variant, double epsilon) {
        return new Apgd(variant, epsilon, 100, 1);
    }

    public Apgd withRestarts(int count) {
        return new Apgd(variant, epsilon, iterations, count);
    }

    public Apgd withIterations(int count) {
        return new Apgd(variant, epsilon, count, restarts);
    }

    @Override
    public String name() {
        return variant.attack;
    }

    @Override
    public Search search(CleanImage image) {
        return switch (variant) {
            case CROSS_ENTROPY -> untargeted(image, new CrossEntropy());
            case RATIO -> untargeted(image, LogitRatio.untargeted());
            case TARGETED ->
                SearchesInTurn.towards(
                        image,
                        TARGETS,
                        restarts,
                        target -> ApgdSearch.started(image, ball(), new LogitRatio(target), iterations));
        };
    }

    private Search untargeted(CleanImage image, LogitLoss loss) {
        Supplier<Search> search = () -> ApgdSearch.started(image, ball(), loss, iterations);
        return new SearchesInTurn(Collections.nCopies(restarts, search));
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
        description.put("steps", String.valueOf(iterations));
        description.put("restarts", String.valueOf(restarts));
        return description;
    }
}
