package io.latentwatch.evaluation.detect;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.evaluation.adaptive.AdaptivePlan;
import io.latentwatch.evaluation.adaptive.Attacker;
import io.latentwatch.evaluation.adaptive.BackwardPass;
import io.latentwatch.evaluation.adaptive.ConfidenceGuard;
import io.latentwatch.evaluation.adaptive.Surrogate;
import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.attack.Square;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.LogitOrder;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/** The same attackers against something simpler than the detector, see {@link Control}. */
final class Controls {
    private static final int BATCH = 200;
    private static final int STEPS = 100;
    private static final double STEP = 0.1;
    private static final int RESTARTS = 3;

    private final Bundle bundle;
    private final LabelledImages images;
    private final DetectorEvaluator.Settings settings;
    private final ScoredImages clean;
    private final boolean[] right;
    private final double share;
    private final IntConsumer progress;

    /**
     * What they are measured on.
     *
     * @param share of flags on clean images in the mean over calibration draws, the detector's
     */
    Controls(
            Bundle bundle,
            LabelledImages images,
            DetectorEvaluator.Settings settings,
            ScoredImages clean,
            boolean[] right,
            double share,
            IntConsumer progress) {
        this.bundle = bundle;
        this.images = images;
        this.settings = settings;
        this.clean = clean;
        this.right = right;
        this.share = share;
        this.progress = progress;
    }

    /** @param tried all attacks on network and detector */
    List<Control> all(Surrogate surrogate, List<Tried> tried, AdaptiveTrials.Trial trial) {
        List<Control> controls = new ArrayList<>();
        controls.add(noDetector(tried));
        controls.add(randomFlags(tried));
        controls.add(maxSoftmax(surrogate, tried, trial));
        List<String> squeezers = bundle.manifest().scores().squeezers();
        for (int q = 0; q < squeezers.size(); q++) {
            controls.add(squeezedInput(surrogate, tried, q, "input-" + squeezers.get(q)));
        }
        return controls;
    }

    private Control noDetector(List<Tried> tried) {
        int broken = AdaptiveTrials.count(broken(tried), attacked());
        return control("no-detector", 0, broken, broken);
    }

    /** An image passes unless each of its successful attacks is flagged, which are drawn one by one. */
    private Control randomFlags(List<Tried> tried) {
        int[] successes = new int[attacked()];
        tried.forEach(attack -> {
            for (int image : attack.succeeded()) {
                successes[image]++;
            }
        });
        double undetected = 0;
        for (int count : successes) {
            undetected += count == 0 ? 0 : 1 - Math.pow(share, count);
        }
        return control("random-flags", share, AdaptiveTrials.count(broken(tried), attacked()), undetected);
    }

    private Control maxSoftmax(Surrogate surrogate, List<Tried> tried, AdaptiveTrials.Trial trial) {
        ConfidenceGuard guard = ConfidenceGuard.of(bundle, surrogate.scores(), share);
        List<Tried> all = new ArrayList<>(tried);
        try (Attacker attacker = new Attacker(surrogate, guard, settings.budget(), images)) {
            for (double epsilon : radii()) {
                AdaptivePlan plan = new AdaptivePlan(
                        "control: max-softmax under adaptive-pgd:" + epsilon, AdaptivePlan.Kind.ADAPTIVE_PGD, epsilon);
                all.add(trial.run(
                        plan.name(), attacker.attack(plan), attacker.network(plan), images.slice(0, attacked())));
            }
        }
        boolean[] undetected = new boolean[attacked()];
        for (Tried attack : all) {
            for (int image : attack.succeeded()) {
                undetected[image] |= doubt(surrogate, attack.scored(), image) <= guard.limit();
            }
        }
        int flagged = 0;
        for (int image = 0; image < clean.count(); image++) {
            flagged += doubt(surrogate, clean, image) > guard.limit() ? 1 : 0;
        }
        return control(
                "max-softmax",
                (double) flagged / clean.count(),
                AdaptiveTrials.count(broken(all), attacked()),
                AdaptiveTrials.count(undetected, attacked()));
    }

    private static float doubt(Surrogate surrogate, ScoredImages scored, int image) {
        return scored.scores()[image][surrogate.scores().confidence()];
    }

    /**
     * The network behind a squeezer under PGD by both backward passes, under Square, which needs none, and under all images that were made against network and
     * detector: what passes the twin mostly fools it.
     */
    private Control squeezedInput(Surrogate surrogate, List<Tried> tried, int squeezer, String name) {
        LabelledImages some = images.slice(0, attacked());
        boolean[] rightClean;
        boolean[] broken = new boolean[attacked()];
        try (InputGradient identity = surrogate.openSqueezed(squeezer, BackwardPass.IDENTITY);
                InputGradient steep = surrogate.openSqueezed(squeezer, BackwardPass.STEEP_SIGMOID)) {
            rightClean = right(identity, images);
            tried.forEach(attack -> mark(broken, identity, attack.attacked().images()));
            for (double epsilon : radii()) {
                Attack pgd = LinfPgd.pgd(epsilon, STEPS, STEP * epsilon).withRestarts(RESTARTS);
                mark(broken, identity, attacked(pgd, identity, some));
                mark(broken, identity, attacked(pgd, steep, some));
                mark(broken, identity, attacked(Square.of(epsilon), identity, some));
            }
        }
        for (int image = 0; image < broken.length; image++) {
            broken[image] &= rightClean[image];
        }
        int count = AdaptiveTrials.count(broken, broken.length);
        return Control.of(
                name,
                (double) AdaptiveTrials.count(rightClean, rightClean.length) / rightClean.length,
                0,
                AdaptiveTrials.count(rightClean, broken.length),
                count,
                count);
    }

    private LabelledImages attacked(Attack attack, InputGradient network, LabelledImages some) {
        return AttackedImages.of(attack, network, some, settings.seed(), settings.threads(), progress)
                .images();
    }

    private static void mark(boolean[] broken, InputGradient network, LabelledImages attacked) {
        boolean[] still = right(network, attacked);
        for (int image = 0; image < broken.length; image++) {
            broken[image] |= !still[image];
        }
    }

    private static boolean[] right(InputGradient network, LabelledImages images) {
        return right(network, images, UnaryOperator.identity());
    }

    /**
     * Which images a network gives their label.
     *
     * @param before what is done to them before the network sees them
     */
    static boolean[] right(InputGradient network, LabelledImages images, UnaryOperator<ImageBatch> before) {
        boolean[] right = new boolean[images.count()];
        for (int from = 0; from < right.length; from += BATCH) {
            LabelledImages batch = images.slice(from, BATCH);
            float[] logits = network.logits(before.apply(batch.toBatch()));
            int classes = logits.length / batch.count();
            for (int i = 0; i < batch.count(); i++) {
                right[from + i] = LogitOrder.largest(LogitOrder.row(logits, i, classes)) == batch.label(i);
            }
        }
        return right;
    }

    private boolean[] broken(List<Tried> tried) {
        boolean[] broken = new boolean[attacked()];
        tried.forEach(attack -> attack.markBroken(broken));
        return broken;
    }

    private Control control(String name, double falseAlarms, int broken, double undetected) {
        double accuracy = (double) AdaptiveTrials.count(right, right.length) / right.length;
        return Control.of(name, accuracy, falseAlarms, AdaptiveTrials.count(right, attacked()), broken, undetected);
    }

    private int attacked() {
        return Math.min(settings.attacked(), images.count());
    }

    private List<Double> radii() {
        return settings.adaptive().stream()
                .map(AdaptivePlan::epsilon)
                .distinct()
                .toList();
    }
}
