package io.latentwatch.evaluation.command;

import io.latentwatch.evaluation.attack.Apgd;
import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.attack.AutoAttack;
import io.latentwatch.evaluation.attack.CarliniWagner;
import io.latentwatch.evaluation.attack.FabTargeted;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.attack.Square;
import io.latentwatch.evaluation.gradient.CrossEntropy;
import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.gradient.LogitMargin;
import io.latentwatch.evaluation.gradient.LogitRatio;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which attack, and its parameters. An option that the attack has no use for is refused. */
final class AttackOptions {
    private static final double DEFAULT_EPSILON = 0.1;

    /** What can be run, and the options that it takes. */
    enum Kind {
        NONE("none", ""),
        FGSM("fgsm", "--epsilon --loss"),
        PGD("pgd", "--epsilon --loss --steps --step-size --restarts"),
        CW_L2("cw-l2", "--kappa --steps"),
        APGD_CE("apgd-ce", "--epsilon --steps --restarts"),
        APGD_DLR("apgd-dlr", "--epsilon --steps --restarts"),
        APGD_T("apgd-t", "--epsilon --steps --restarts"),
        FAB_T("fab-t", "--epsilon --steps"),
        SQUARE("square", "--epsilon --queries"),
        AUTOATTACK("autoattack", "--epsilon");

        private final String option;
        private final String takes;

        Kind(String option, String takes) {
            this.option = option;
            this.takes = takes;
        }

        List<String> takes() {
            return List.of(takes.split(" ", -1));
        }

        @Override
        public String toString() {
            return option;
        }
    }

    /** What fgsm and pgd raise. */
    enum Loss {
        CROSS_ENTROPY("cross-entropy"),
        MARGIN("margin"),
        DLR("dlr");

        private final String option;

        Loss(String option) {
            this.option = option;
        }

        @Override
        public String toString() {
            return option;
        }
    }

    @Option(names = "--attack", defaultValue = "pgd", description = "${COMPLETION-CANDIDATES}.")
    private Kind kind;

    @Option(
            names = "--epsilon",
            description = "Radius of the ball, in [0,1] pixel range; 0.1 if not given. cw-l2 has none.")
    private Double epsilon;

    @Option(names = "--loss", description = "Of fgsm and pgd: ${COMPLETION-CANDIDATES}; cross-entropy if not given.")
    private Loss loss;

    @Option(
            names = "--steps",
            description = "Of pgd (40 if not given), apgd-… and fab-t (100), and for each constant of cw-l2 (1000).")
    private Integer steps;

    @Option(names = "--step-size", description = "Of pgd, in [0,1] pixel range; 0.01 if not given.")
    private Double stepSize;

    @Option(names = "--restarts", description = "Of pgd and apgd-…; 1 if not given.")
    private Integer restarts;

    @Option(names = "--queries", description = "Of square; 5000 if not given.")
    private Integer queries;

    @Option(names = "--kappa", description = "Of cw-l2: confidence in logits; 0 if not given.")
    private Double kappa;

    /** Empty for clean images. */
    Optional<Attack> attack() {
        refuse("--epsilon", epsilon);
        refuse("--loss", loss);
        refuse("--steps", steps);
        refuse("--step-size", stepSize);
        refuse("--restarts", restarts);
        refuse("--queries", queries);
        refuse("--kappa", kappa);
        double radius = Objects.requireNonNullElse(epsilon, DEFAULT_EPSILON);
        return switch (kind) {
            case NONE -> Optional.empty();
            case FGSM -> Optional.of(LinfPgd.fgsm(radius).withLoss(raised()));
            case PGD ->
                Optional.of(LinfPgd.pgd(radius, or(steps, 40), Objects.requireNonNullElse(stepSize, 0.01))
                        .withRestarts(or(restarts, 1))
                        .withLoss(raised()));
            case CW_L2 ->
                Optional.of(
                        CarliniWagner.of(Objects.requireNonNullElse(kappa, 0.0)).withIterations(or(steps, 1000)));
            case APGD_CE -> Optional.of(apgd(Apgd.Variant.CROSS_ENTROPY, radius));
            case APGD_DLR -> Optional.of(apgd(Apgd.Variant.RATIO, radius));
            case APGD_T -> Optional.of(apgd(Apgd.Variant.TARGETED, radius));
            case FAB_T -> Optional.of(FabTargeted.of(radius).withIterations(or(steps, 100)));
            case SQUARE -> Optional.of(Square.of(radius).withQueries(or(queries, 5000)));
            case AUTOATTACK -> Optional.of(AutoAttack.standard(radius));
        };
    }

    private LogitLoss raised() {
        return switch (Objects.requireNonNullElse(loss, Loss.CROSS_ENTROPY)) {
            case CROSS_ENTROPY -> new CrossEntropy();
            case MARGIN -> new LogitMargin(Double.POSITIVE_INFINITY);
            case DLR -> LogitRatio.untargeted();
        };
    }

    private Apgd apgd(Apgd.Variant variant, double radius) {
        return Apgd.of(variant, radius).withIterations(or(steps, 100)).withRestarts(or(restarts, 1));
    }

    private static int or(Integer given, int otherwise) {
        return Objects.requireNonNullElse(given, otherwise);
    }

    private void refuse(String option, Object given) {
        if (given != null && !kind.takes().contains(option)) {
            throw new IllegalArgumentException(
                    "--attack %s: expected of the attacks' options only %s, found %s; leave it out"
                            .formatted(kind, kind.takes(), option));
        }
    }
}
