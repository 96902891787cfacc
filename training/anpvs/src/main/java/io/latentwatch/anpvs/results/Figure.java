package io.latentwatch.anpvs.results;

import io.latentwatch.anpvs.prune.Pruning;
import io.latentwatch.evaluation.evaluate.AccuracyRow;
import io.latentwatch.evaluation.evaluate.LegacyClip;
import io.latentwatch.evaluation.vulnerability.Vulnerability;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** A figure of the table: key of a claim, of a goal and of {@code results.json}. Percentages lie in [0,100]. */
public enum Figure {
    CLEAN("clean", 2, result -> Optional.of(100 * result.evaluation().clean().accuracy())),
    PGD_40("PGD-40", 2, result -> accuracy(result, "pgd-40")),
    TRANSFER("black box", 2, result -> accuracy(result, "transfer")),
    PGD_100X10("PGD-100 x 10", 2, result -> accuracy(result, "pgd-100x10")),
    AUTOATTACK("AutoAttack", 2, result -> accuracy(result, "autoattack")),
    /** In points, on the images that AutoAttack had. */
    PGD_40_MINUS_AUTOATTACK("PGD-40 minus AutoAttack", 2, Figure::gap),
    /** Pruned units counted as zeros: the form of the paper's table. */
    V_WHITE_BOX("V white box", 4, result -> whiteBox(result, Vulnerability::mean)),
    V_WHITE_BOX_SURVIVING(
            "V white box, surviving units", 4, result -> whiteBox(result, Vulnerability::meanOverSurviving)),
    V_WHITE_BOX_SCALE_FREE("V white box, scale-free", 4, result -> whiteBox(result, Vulnerability::scaleFree)),
    V_BLACK_BOX("V black box", 4, result -> blackBox(result, Vulnerability::mean)),
    V_BLACK_BOX_SURVIVING(
            "V black box, surviving units", 4, result -> blackBox(result, Vulnerability::meanOverSurviving)),
    V_BLACK_BOX_SCALE_FREE("V black box, scale-free", 4, result -> blackBox(result, Vulnerability::scaleFree)),
    /** Of the unpruned network's, counted as the paper counts. */
    MEMORY(
            "memory %",
            2, result -> pruning(result, pruning -> pruning.memoryPercent().paper())),
    /** With every layer counted once. */
    MEMORY_ONCE(
            "memory %, layers once",
            2, result -> pruning(result, pruning -> pruning.memoryPercent().once())),
    MEMORY_PARAMETERS(
            "parameters %",
            2, result -> pruning(result, pruning -> pruning.memoryPercent().parameters())),
    XFLOPS("xFLOPs, gate-counted", 2, result -> pruning(result, Pruning::gateCountedSpeedup)),
    /** Of the graph that runs. */
    XFLOPS_REAL("xFLOPs, real", 2, result -> pruning(result, Pruning::realSpeedup)),
    SPARSITY("sparsity %", 2, result -> pruning(result, Pruning::sparsityPercent)),
    /** Images a second over those of the unpruned twin, batch 32, one thread. */
    SPEED("speed over twin", 2, Figure::speed),
    SPEED_OF_XFLOPS(
            "speed over real xFLOPs",
            2,
            result -> speed(result)
                    .map(speed -> speed / result.training().pruning().realSpeedup())),
    LOCAL_LINEARITY(
            "local linearity error",
            4,
            result -> Optional.ofNullable(result.evaluation().smoothness())
                    .map(smoothness -> smoothness.localLinearity().mean())),
    GRADIENT_L1(
            "input gradient L1",
            4,
            result -> Optional.ofNullable(result.evaluation().smoothness())
                    .map(smoothness -> smoothness.gradientNorms().meanL1())),
    /** Images cut as the released code's attack on CIFAR cuts them, not attacked. */
    LEGACY_CUT("only cut", 2, result -> legacy(result, legacy -> legacy.cut().accuracy())),
    LEGACY_CLIP(
            "released attack",
            2,
            result -> legacy(result, legacy -> legacy.attacked().accuracy())),
    LEGACY_OUTSIDE_BALL("values outside the ball %", 1, result -> legacy(result, LegacyClip::outsideBall));

    private final String title;
    private final int decimals;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final Function<RowResult, Optional<Double>> value;

    Figure(String title, int decimals, Function<RowResult, Optional<Double>> value) {
        this.title = title;
        this.decimals = decimals;
        this.value = value;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** The figure of one network; empty where it was not measured. */
    public Optional<Double> of(RowResult result) {
        return value.apply(result);
    }

    /** As it is printed. */
    public String format(double number) {
        return String.format(Locale.ROOT, "%." + decimals + "f", number);
    }

    private static Optional<Double> accuracy(RowResult result, String attack) {
        return result.attack(attack).map(row -> 100 * row.accuracy());
    }

    private static Optional<Double> gap(RowResult result) {
        Optional<AccuracyRow> strong = result.attack("autoattack");
        Optional<AccuracyRow> weak = result.attack("pgd-40");
        if (strong.isEmpty() || weak.isEmpty()) {
            return Optional.empty();
        }
        boolean[] right = weak.get().right().right();
        int images = strong.get().images();
        int standing = 0;
        for (int i = 0; i < images; i++) {
            standing += right[i] ? 1 : 0;
        }
        return Optional.of(100.0 * standing / images - 100 * strong.get().accuracy());
    }

    private static Optional<Double> whiteBox(RowResult result, Function<Vulnerability, Double> form) {
        return Optional.ofNullable(result.evaluation().whiteBox()).map(form);
    }

    private static Optional<Double> blackBox(RowResult result, Function<Vulnerability, Double> form) {
        return Optional.ofNullable(result.evaluation().blackBox()).map(form);
    }

    private static Optional<Double> pruning(RowResult result, Function<Pruning, Double> count) {
        return Optional.of(count.apply(result.training().pruning()));
    }

    private static Optional<Double> legacy(RowResult result, Function<LegacyClip, Double> share) {
        return Optional.ofNullable(result.evaluation().legacyClip()).map(share).map(value -> 100 * value);
    }

    private static Optional<Double> speed(RowResult result) {
        return Optional.ofNullable(result.evaluation().cost().speed())
                .map(speed -> speed.ratio().median());
    }
}
