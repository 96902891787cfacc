package io.latentwatch.evaluation.detect;

import io.latentwatch.evaluation.adaptive.AdaptivePlan;
import io.latentwatch.evaluation.attack.Apgd;
import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.attack.AutoAttack;
import io.latentwatch.evaluation.attack.Ball;
import io.latentwatch.evaluation.attack.CarliniWagner;
import io.latentwatch.evaluation.attack.FabTargeted;
import io.latentwatch.evaluation.attack.HopSkipJump;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.attack.RotationShift;
import io.latentwatch.evaluation.attack.Square;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.DoubleFunction;

/** The attacks of an evaluation that do not know the detector by name, each in every ball it is given; {@code pgd-40:0.1} and the like. Those that keep to no ball say how far they go in another way, or not at all. */
public final class PlannedAttacks {
    /** Steps of a tenth of the radius: forty of them cross the ball twice. */
    private static final double PGD_STEP = 0.1;

    private static final String TRANSFER = "transfer-";
    private static final int MANY_STEPS = 100;
    private static final int RESTARTS = 10;

    private static final Map<String, DoubleFunction<Attack>> IN_A_BALL = Map.of(
            "fgsm",
            LinfPgd::fgsm,
            "pgd-40",
            epsilon -> LinfPgd.pgd(epsilon, 40, PGD_STEP * epsilon),
            "pgd-100x10",
            epsilon -> LinfPgd.pgd(epsilon, MANY_STEPS, PGD_STEP * epsilon).withRestarts(RESTARTS),
            "apgd-ce",
            epsilon -> Apgd.of(Apgd.Variant.CROSS_ENTROPY, epsilon),
            "apgd-t",
            epsilon -> Apgd.of(Apgd.Variant.TARGETED, epsilon),
            "fab-t",
            FabTargeted::of,
            "square",
            Square::of,
            "hop-skip-jump",
            epsilon -> HopSkipJump.in(Ball.linf(epsilon)).onEightBits(),
            "autoattack",
            AutoAttack::standard);

    private static final String ROTATION_SHIFT = "rotation-shift";

    /** By confidence: how far the wrong logit must stand above the right one. */
    private static final Map<String, Double> ANYWHERE = Map.of("cw-l2", 0.0, "cw-l2-10", 10.0);

    private PlannedAttacks() {}

    /**
     * Sees that all names are known, whatever those that {@link #isTransfer} are made on.
     *
     * @throws IllegalArgumentException if one is unknown, with all that are known
     */
    public static void requireKnown(List<String> names) {
        names.forEach(name -> parse(isTransfer(name) ? name.substring(TRANSFER.length()) : name, name));
    }

    /** Whether a name such as {@code transfer-pgd-40:0.1} asks for an attack that is made on another classifier. */
    public static boolean isTransfer(String name) {
        return name.startsWith(TRANSFER);
    }

    /**
     * Reads names such as {@code pgd-40:0.1} and {@code cw-l2}.
     *
     * @return the attacks by these names, in their order
     * @throws IllegalArgumentException if one is unknown, with all that are known, or is to be made on another classifier
     */
    public static Map<String, Attack> parse(List<String> names) {
        return parse(names, Optional.empty());
    }

    /**
     * Reads names as {@link #parse(List)} does, those that {@link #isTransfer} among them.
     *
     * @param source that these are made on; the attacks hold as long as it is open
     */
    public static Map<String, Attack> parse(List<String> names, Optional<SourceModel> source) {
        Map<String, Attack> attacks = new LinkedHashMap<>();
        for (String name : names) {
            attacks.put(name, isTransfer(name) ? transferred(name, source) : parse(name, name));
        }
        return attacks;
    }

    private static Attack transferred(String name, Optional<SourceModel> source) {
        Attack attack = parse(name.substring(TRANSFER.length()), name);
        return source.map(model -> model.transferred(attack))
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s: expected another classifier that it is made on, found none; evaluate-detector takes one as --source-model, a detection protocol as sources of its part further"
                                .formatted(name)));
    }

    /** @param asked what is said to be unknown */
    private static Attack parse(String name, String asked) {
        String[] parts = name.split(":", -1);
        if (parts.length == 1 && ANYWHERE.containsKey(name)) {
            return CarliniWagner.of(ANYWHERE.get(name));
        }
        DoubleFunction<Attack> attack = parts[0].equals(ROTATION_SHIFT) ? RotationShift::of : IN_A_BALL.get(parts[0]);
        if (parts.length == 2 && attack != null) {
            try {
                return attack.apply(Double.parseDouble(parts[1]));
            } catch (NumberFormatException e) {
                throw unknown(asked, e);
            }
        }
        throw unknown(asked, null);
    }

    private static IllegalArgumentException unknown(String name, Exception cause) {
        List<String> known = new ArrayList<>();
        new TreeSet<>(IN_A_BALL.keySet()).forEach(attack -> known.add(attack + ":EPSILON"));
        AdaptivePlan.words().forEach(attack -> known.add(attack + ":EPSILON"));
        known.addAll(new TreeSet<>(ANYWHERE.keySet()));
        known.add(ROTATION_SHIFT + ":DEGREES");
        return new IllegalArgumentException(
                "expected attacks such as pgd-40:0.1, of %s, those that do not know the detector also behind %s, found '%s'"
                        .formatted(known, TRANSFER, name),
                cause);
    }
}
