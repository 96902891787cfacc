package io.latentwatch.evaluation.adaptive;

import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Somebody who knows a bundle's network and what guards it, with a budget. Holds native memory; its networks are safe for use by several threads. */
public final class Attacker implements AutoCloseable {
    private static final int BATCH = 200;

    private final Surrogate surrogate;
    private final Guard guard;
    private final AdaptiveBudget budget;
    private final ModelImages models;
    private final Map<BackwardPass, InputGradient> networks = new EnumMap<>(BackwardPass.class);

    /** @param clean images to start from and to imitate */
    public Attacker(Surrogate surrogate, Guard guard, AdaptiveBudget budget, LabelledImages clean) {
        this.surrogate = surrogate;
        this.guard = guard;
        this.budget = budget;
        this.models = ModelImages.of(
                clean, network(BackwardPass.IDENTITY), surrogate.scores().row(), guard);
    }

    public Guard guard() {
        return guard;
    }

    /** What the attacker thinks is flagged of these images. */
    public boolean[] flags(LabelledImages images) {
        int width = surrogate.scores().row().width();
        boolean[] flags = new boolean[images.count()];
        for (int from = 0; from < flags.length; from += BATCH) {
            float[] rows = network(BackwardPass.IDENTITY)
                    .logits(images.slice(from, BATCH).toBatch());
            for (int i = 0; i * width < rows.length; i++) {
                flags[from + i] = guard.flags(Arrays.copyOfRange(rows, i * width, (i + 1) * width));
            }
        }
        return flags;
    }

    /** The attack, against {@link #network} of the same plan. */
    public Attack attack(AdaptivePlan plan) {
        RawScores scores = surrogate.scores();
        return plan.kind()
                .ascent()
                .<Attack>map(ascent -> new AdaptivePgd(
                        plan.kind().word(), plan.epsilon(), ascent, plan.kind().room(), budget, scores, guard, models))
                .orElseGet(() -> new DecisionAttack(
                        plan.kind().word(), plan.epsilon(), budget.queries(), scores, guard, models));
    }

    /** Opened once, closed with the attacker. */
    public InputGradient network(AdaptivePlan plan) {
        return network(plan.kind().pass());
    }

    private InputGradient network(BackwardPass pass) {
        return networks.computeIfAbsent(pass, surrogate::open);
    }

    @Override
    public void close() {
        networks.values().forEach(InputGradient::close);
    }
}
