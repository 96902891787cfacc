package io.latentwatch.evaluation.sanity;

import io.latentwatch.evaluation.attack.LinfPgd;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The attacks that the sanity checks compare: the one in question, and it with one parameter changed.
 *
 * @param attack with one restart
 */
public record SanitySweeps(LinfPgd attack) {
    private static final List<Double> OF_EPSILON = List.of(0.25, 0.5, 1.0, 1.5, 2.0);
    private static final double WHOLE_RANGE = 1;
    /** Steps times step size over epsilon: enough to cross the ball from anywhere (Madry et al., 2018). */
    private static final double REACH = 2.5;

    private static final List<Integer> STEPS = List.of(1, 5, 10, 20, 40, 100);
    private static final List<Integer> RESTARTS = List.of(1, 2, 5);
    private static final List<Double> STEP_OF_EPSILON = List.of(1.0 / 60, 1.0 / 30, 0.1, 0.25, 0.5, 1.0);

    /** The steps cross the ball, whatever its radius. */
    List<LinfPgd> byEpsilon() {
        Stream<Double> radii =
                OF_EPSILON.stream().map(part -> part * attack.epsilon()).filter(radius -> radius < WHOLE_RANGE);
        return Stream.concat(radii, Stream.of(WHOLE_RANGE))
                .map(epsilon -> LinfPgd.pgd(
                        epsilon,
                        attack.steps(),
                        Math.min(1, Math.max(attack.stepSize(), REACH * epsilon / attack.steps()))))
                .toList();
    }

    List<LinfPgd> bySteps() {
        return STEPS.stream()
                .map(steps -> LinfPgd.pgd(attack.epsilon(), steps, attack.stepSize()))
                .toList();
    }

    List<LinfPgd> byRestarts() {
        return RESTARTS.stream().map(attack::withRestarts).toList();
    }

    List<LinfPgd> byStepSize() {
        return STEP_OF_EPSILON.stream()
                .map(part -> LinfPgd.pgd(attack.epsilon(), attack.steps(), part * attack.epsilon()))
                .toList();
    }

    LinfPgd singleStep() {
        return LinfPgd.fgsm(attack.epsilon());
    }

    /** Each of them once. */
    Set<LinfPgd> all() {
        Set<LinfPgd> attacks = new LinkedHashSet<>(List.of(attack, singleStep()));
        Stream.of(byEpsilon(), bySteps(), byRestarts(), byStepSize()).forEach(attacks::addAll);
        return attacks;
    }

    /** Gradient evaluations that all of them take on one image. */
    public long evaluationsPerImage() {
        return all().stream()
                .mapToLong(each -> (long) each.steps() * each.restarts())
                .sum();
    }
}
