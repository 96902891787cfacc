package io.latentwatch.evaluation.evaluate;

import io.latentwatch.evaluation.cost.SpeedComparison;
import io.latentwatch.evaluation.hypothesis.FeatureAblation;
import io.latentwatch.evaluation.sanity.SanityFinding;
import io.latentwatch.evaluation.vulnerability.Vulnerability;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An evaluation as people read it: a few lines of text. */
public final class EvaluationTable {
    private final List<String> lines = new ArrayList<>();

    private EvaluationTable() {}

    /** The lines, without line ends. */
    public static List<String> lines(Evaluation evaluation) {
        EvaluationTable table = new EvaluationTable();
        table.accuracies(evaluation);
        table.vulnerabilities(evaluation);
        table.smoothness(evaluation);
        table.cost(evaluation.cost());
        table.ablation(evaluation);
        table.legacyClip(evaluation.legacyClip());
        table.sanity(evaluation);
        return List.copyOf(table.lines);
    }

    private void accuracies(Evaluation evaluation) {
        add("%-14s %8s %10s   %s", "accuracy", "images", "", "95 % interval");
        accuracy(evaluation.clean());
        evaluation.attacks().forEach(this::accuracy);
        if (evaluation.against() != null) {
            add("");
            add("%-14s %8s %10s   %s", "against other", "images", "points", "95 % interval");
            for (Against.Row row : evaluation.against().rows()) {
                add(
                        "%-14s %8d %+10.2f   %+.2f to %+.2f",
                        row.name(),
                        row.difference().images(),
                        100 * row.difference().value(),
                        100 * row.difference().lower(),
                        100 * row.difference().upper());
            }
        }
    }

    private void accuracy(AccuracyRow row) {
        add(
                "%-14s %8d %8.2f %%   %.2f to %.2f",
                row.name(), row.images(), 100 * row.accuracy(), 100 * row.lower(), 100 * row.upper());
    }

    private void vulnerabilities(Evaluation evaluation) {
        add("");
        add("%-14s %10s %10s %10s %10s", "vulnerability", "mean", "surviving", "sum", "scale-free");
        vulnerability("white box", evaluation.whiteBox());
        if (evaluation.blackBox() != null) {
            vulnerability("black box", evaluation.blackBox());
        }
    }

    private void vulnerability(String name, Vulnerability v) {
        add("%-14s %10.4f %10.4f %10.1f %10.4f", name, v.mean(), v.meanOverSurviving(), v.sum(), v.scaleFree());
    }

    private void smoothness(Evaluation evaluation) {
        Smoothness smoothness = evaluation.smoothness();
        if (smoothness != null) {
            add("");
            add(
                    "local linearity error %.4f (largest %.4f), input gradient L1 %.4f, L2 %.4f; %d images",
                    smoothness.localLinearity().mean(),
                    smoothness.localLinearity().max(),
                    smoothness.gradientNorms().meanL1(),
                    smoothness.gradientNorms().meanL2(),
                    smoothness.gradientNorms().images());
        }
    }

    private void cost(Cost cost) {
        add("");
        add(
                "%,d FLOPs, %,d parameters, %,d memory units",
                cost.network().flops(),
                cost.network().parameters(),
                cost.network().memoryUnits());
        if (!cost.network().uncounted().isEmpty()) {
            add(
                    "counted as free for want of a rule: %s",
                    String.join(", ", cost.network().uncounted()));
        }
        if (cost.pruning() != null && cost.pruning().sparsityPercent() != null) {
            add("sparsity %.2f %% of the gates", cost.pruning().sparsityPercent());
        }
        SpeedComparison speed = cost.speed();
        if (speed != null) {
            add(
                    "against the unpruned twin: %.2fx fewer FLOPs, %.2fx as fast at batch %d (%.2f to %.2f in %d rounds)",
                    cost.flopsSpeedup(),
                    speed.ratio().median(),
                    speed.batch(),
                    speed.ratio().min(),
                    speed.ratio().max(),
                    speed.ratio().rounds().size());
        }
    }

    private void ablation(Evaluation evaluation) {
        if (evaluation.ablation() != null) {
            add("");
            add("%-18s %6s %9s %10s", "without features", "share", "clean", "attacked");
            for (FeatureAblation.Row row : evaluation.ablation()) {
                add(
                        "%-18s %4.0f %% %7.2f %% %8.2f %%",
                        row.order().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        100 * row.share(),
                        100 * row.cleanAccuracy(),
                        100 * row.attackedAccuracy());
            }
        }
    }

    private void legacyClip(LegacyClip legacy) {
        if (legacy != null) {
            add("");
            add(
                    "the released code's attack on standardised images, which leaves its ball at %.0f %% of the values:",
                    100 * legacy.outsideBall());
            accuracy(legacy.cut());
            accuracy(legacy.attacked());
        }
    }

    private void sanity(Evaluation evaluation) {
        if (evaluation.sanity() == null) {
            return;
        }
        add("");
        List<SanityFinding> raised = evaluation.sanity().findings().stream()
                .filter(SanityFinding::raised)
                .toList();
        add(
                "sanity checks on %d images: %d of %d raised",
                evaluation.sanity().measured().images(),
                raised.size(),
                evaluation.sanity().findings().size());
        raised.forEach(finding -> add("  %s: %s", finding.check(), finding.evidence()));
    }

    private void add(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values).stripTrailing());
    }
}
