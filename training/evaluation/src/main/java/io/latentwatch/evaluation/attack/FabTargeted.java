package io.latentwatch.evaluation.attack;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fast adaptive boundary attack in L-infinity (Croce and Hein, ICML 2020), towards each of the nine other classes of the
 * largest clean logits in turn. It looks for the nearest adversarial image; epsilon is the budget in which one counts. See
 * {@link FabSearch}.
 *
 * @param epsilon radius of the ball, in [0,1] pixel range
 * @param iterations steps towards each class, backward ones not counted
 */
public record FabTargeted(double epsilon, int iterations) implements SearchAttack {
    /** How many classes are tried, as in AutoAttack. */
    private static final int TARGETS = 9;

    public FabTargeted {
        Ball.linf(epsilon);
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations must be at least 1, found " + iterations);
        }
    }

    /** As AutoAttack runs it: 100 iterations. */
    public static FabTargeted of(double epsilon) {
        return new FabTargeted(epsilon, 100);
    }

    public FabTargeted withIterations(int count) {
        return new FabTargeted(epsilon, count);
    }

    @Override
    public String name() {
        return "fab-t";
    }

    @Override
    public Search search(CleanImage image) {
        return SearchesInTurn.towards(
                image, TARGETS, 1, target -> new FabSearch(image.pixels(), ball(), target, iterations));
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
        return description;
    }
}
