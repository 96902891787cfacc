package io.latentwatch.anpvs.retrain;

import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.evaluation.statistics.Correctness;
import io.latentwatch.evaluation.statistics.PairedBootstrap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether the new network is good enough in one respect.
 *
 * @param name {@code drifted}, {@code clean}, {@code attacked}, {@code clean-classes} and {@code drifted-classes}: the class that loses most, or {@code drifted-worst-class}: the class that is left behind
 * @param before accuracy of the old network, 0 to 1
 * @param after that of the new one, on the same images
 * @param lower lower end of the 95 % interval of their difference
 * @param upper its upper end
 * @param detail what was expected
 */
public record Gate(
        String name,
        boolean passed,
        double before,
        double after,
        double lower,
        double upper,
        int images,
        String detail) {
    /** Two standard deviations above what chance makes of a class's difference: one class in 40 by chance. */
    private static final double DEVIATIONS = 1.96;

    /** All gates. */
    static List<Gate> of(HoldOuts sets, HoldOuts.Answers before, HoldOuts.Answers after, RetrainingRules rules) {
        List<Gate> gates = new ArrayList<>();
        gates.add(gain(before.drifted(), after.drifted(), rules.leastGain(), sets.seed()));
        gates.add(keeps("clean", before.clean(), after.clean(), rules.tolerance(), sets.seed()));
        gates.add(keeps("attacked", before.attacked(), after.attacked(), rules.tolerance(), sets.seed()));
        gates.add(classes("clean-classes", sets.clean(), before.clean(), after.clean(), rules, sets.seed()));
        gates.add(classes("drifted-classes", sets.drifted(), before.drifted(), after.drifted(), rules, sets.seed()));
        gates.add(worstClass(sets.drifted(), before.drifted(), after.drifted(), rules.leastClassShare(), sets.seed()));
        return gates;
    }

    private static Gate gain(boolean[] before, boolean[] after, double leastGain, long seed) {
        PairedBootstrap.Difference difference = difference(before, after, seed);
        return gate(
                "drifted",
                difference.value() >= leastGain && difference.lower() > 0,
                before,
                after,
                difference,
                "expected at least %.3f more, and more than chance gives".formatted(leastGain));
    }

    private static Gate keeps(String name, boolean[] before, boolean[] after, double tolerance, long seed) {
        PairedBootstrap.Difference difference = difference(before, after, seed);
        return gate(
                name,
                difference.value() >= -tolerance,
                before,
                after,
                difference,
                "expected at most %.3f less".formatted(tolerance));
    }

    /** The class that loses most beyond its tolerance and chance: who poisons one class harms that class, hardly the mean. */
    private static Gate classes(
            String name, LabelledImages images, boolean[] before, boolean[] after, RetrainingRules rules, long seed) {
        Gate worst = null;
        double worstExcess = Double.NEGATIVE_INFINITY;
        for (int label = 0; label < images.classes(); label++) {
            boolean[] ofBefore = of(label, images, before);
            boolean[] ofAfter = of(label, images, after);
            if (ofBefore.length == 0) {
                continue;
            }
            double excess = excess(ofBefore, ofAfter, rules.classTolerance());
            if (excess > worstExcess) {
                worstExcess = excess;
                worst = gate(
                        name,
                        excess <= 0,
                        ofBefore,
                        ofAfter,
                        difference(ofBefore, ofAfter, seed),
                        "expected no class to lose more than %.3f beyond chance; class %d comes closest to it or loses most"
                                .formatted(rules.classTolerance(), label));
            }
        }
        return worst;
    }

    /** The class furthest behind all: who has a class called by another name harms none that the old network had right. */
    private static Gate worstClass(
            LabelledImages images, boolean[] before, boolean[] after, double leastShare, long seed) {
        double floor = leastShare * accuracy(after);
        Gate worst = null;
        double worstLack = Double.NEGATIVE_INFINITY;
        for (int label = 0; label < images.classes(); label++) {
            boolean[] ofBefore = of(label, images, before);
            boolean[] ofAfter = of(label, images, after);
            if (ofBefore.length == 0) {
                continue;
            }
            double lack = floor - accuracy(ofAfter) - DEVIATIONS * Math.sqrt(floor * (1 - floor) / ofAfter.length);
            if (lack > worstLack) {
                worstLack = lack;
                worst = gate(
                        "drifted-worst-class",
                        lack <= 0,
                        ofBefore,
                        ofAfter,
                        difference(ofBefore, ofAfter, seed),
                        "expected every class to be right at least %.2f times as often as all drifted images, %.3f, less chance; class %d is furthest behind"
                                .formatted(leastShare, accuracy(after), label));
            }
        }
        return worst;
    }

    /** Images lost beyond the tolerance and what chance does to those on which the two networks differ (McNemar); above 0 is too many. */
    private static double excess(boolean[] before, boolean[] after, double tolerance) {
        int lost = 0;
        int differing = 0;
        for (int i = 0; i < before.length; i++) {
            lost += (before[i] ? 1 : 0) - (after[i] ? 1 : 0);
            differing += before[i] == after[i] ? 0 : 1;
        }
        return lost - tolerance * before.length - DEVIATIONS * Math.sqrt(differing);
    }

    private static boolean[] of(int label, LabelledImages images, boolean[] right) {
        int count = 0;
        boolean[] chosen = new boolean[right.length];
        for (int i = 0; i < right.length; i++) {
            if (images.label(i) == label) {
                chosen[count++] = right[i];
            }
        }
        return Arrays.copyOf(chosen, count);
    }

    private static PairedBootstrap.Difference difference(boolean[] before, boolean[] after, long seed) {
        return PairedBootstrap.difference(
                Correctness.of(after), Correctness.of(before), PairedBootstrap.RESAMPLES, seed);
    }

    private static Gate gate(
            String name,
            boolean passed,
            boolean[] before,
            boolean[] after,
            PairedBootstrap.Difference difference,
            String detail) {
        return new Gate(
                name,
                passed,
                accuracy(before),
                accuracy(after),
                difference.lower(),
                difference.upper(),
                before.length,
                detail);
    }

    private static double accuracy(boolean[] right) {
        int count = 0;
        for (boolean one : right) {
            count += one ? 1 : 0;
        }
        return (double) count / right.length;
    }
}
