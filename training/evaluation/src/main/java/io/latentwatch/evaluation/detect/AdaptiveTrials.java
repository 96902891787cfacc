package io.latentwatch.evaluation.detect;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.evaluation.adaptive.AdaptivePlan;
import io.latentwatch.evaluation.adaptive.Attacker;
import io.latentwatch.evaluation.adaptive.DetectorGuard;
import io.latentwatch.evaluation.adaptive.Surrogate;
import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Attackers who know the detector; what they are checked by; and the same attackers against something simpler. */
final class AdaptiveTrials {
    private static final int IMAGES_AT_ONE = 50;

    private final Bundle bundle;
    private final LabelledImages images;
    private final DetectorEvaluator.Settings settings;
    private final int way;
    private final Trial trial;

    /** An attack that is run, and judged by the bundle's own monitor. */
    @FunctionalInterface
    interface Trial {
        Tried run(String name, Attack attack, InputGradient network, LabelledImages images);
    }

    /**
     * What came of it.
     *
     * @param tried one for each plan
     */
    record Outcome(List<Tried> tried, List<Control> controls, List<AdaptiveFinding> findings) {
        static final Outcome NONE = new Outcome(List.of(), List.of(), List.of());
    }

    /** @param way which of the ways to judge the attackers want to pass */
    AdaptiveTrials(Bundle bundle, LabelledImages images, DetectorEvaluator.Settings settings, int way, Trial trial) {
        this.bundle = bundle;
        this.images = images;
        this.settings = settings;
        this.way = way;
        this.trial = trial;
    }

    /**
     * Runs all.
     *
     * @param plain what came of the attacks that do not know the detector
     * @param clean what is said of the clean images, all of them
     */
    Outcome run(List<Tried> plain, Calibrated.Said clean, boolean[] right, Controls controls) {
        Surrogate surrogate = WatchedNetwork.surrogate(bundle);
        DetectorGuard guard =
                new DetectorGuard(bundle, surrogate.scores(), settings.alphas().get(0));
        LabelledImages some = images.slice(0, settings.attacked());
        try (Attacker attacker = new Attacker(surrogate, guard, settings.budget(), images)) {
            List<Tried> adaptive = new ArrayList<>();
            for (AdaptivePlan plan : settings.adaptive()) {
                adaptive.add(trial.run(plan.name(), attacker.attack(plan), attacker.network(plan), some));
            }
            List<AdaptiveFinding> findings = AdaptiveCheck.all(new AdaptiveMeasurements(
                    agreeing(attacker, some, clean, plain, adaptive),
                    some.count() * (1 + plain.size() + adaptive.size()),
                    count(right, some.count()),
                    byEpsilon(plain, adaptive, some.count()),
                    count(right, Math.min(IMAGES_AT_ONE, some.count())),
                    passedAtOne(attacker, some)));
            List<Tried> all =
                    Stream.of(plain, adaptive).flatMap(Collection::stream).toList();
            return new Outcome(adaptive, controls.all(surrogate, all, trial), findings);
        }
    }

    private int agreeing(
            Attacker attacker, LabelledImages some, Calibrated.Said clean, List<Tried> plain, List<Tried> adaptive) {
        int agreeing = agreeing(attacker.flags(some), clean.flags());
        for (List<Tried> attacks : List.of(plain, adaptive)) {
            for (Tried tried : attacks) {
                agreeing += agreeing(
                        attacker.flags(tried.attacked().images()),
                        tried.said().get(way).flags());
            }
        }
        return agreeing;
    }

    private static int agreeing(boolean[] some, boolean[] others) {
        int agreeing = 0;
        for (int i = 0; i < some.length; i++) {
            agreeing += some[i] == others[i] ? 1 : 0;
        }
        return agreeing;
    }

    private List<AdaptiveMeasurements.InBall> byEpsilon(List<Tried> plain, List<Tried> adaptive, int count) {
        return adaptive.stream()
                .map(Tried::epsilon)
                .distinct()
                .filter(epsilon -> plain.stream().anyMatch(tried -> tried.epsilon() == epsilon))
                .map(epsilon -> new AdaptiveMeasurements.InBall(
                        epsilon, undetected(plain, epsilon, count), undetected(adaptive, epsilon, count)))
                .toList();
    }

    private int undetected(List<Tried> attacks, double epsilon, int count) {
        boolean[] undetected = new boolean[count];
        attacks.stream()
                .filter(tried -> tried.epsilon() == epsilon)
                .forEach(tried -> tried.markUndetected(way, undetected));
        return count(undetected, count);
    }

    private int passedAtOne(Attacker attacker, LabelledImages some) {
        AdaptivePlan plan = new AdaptivePlan("check at epsilon 1", AdaptivePlan.Kind.ADAPTIVE_PGD, 1);
        LabelledImages few = some.slice(0, IMAGES_AT_ONE);
        boolean[] passed = new boolean[few.count()];
        trial.run(plan.name(), attacker.attack(plan), attacker.network(plan), few)
                .markUndetected(way, passed);
        return count(passed, passed.length);
    }

    static int count(boolean[] values, int first) {
        int count = 0;
        for (int i = 0; i < first; i++) {
            count += values[i] ? 1 : 0;
        }
        return count;
    }
}
