package io.latentwatch.anpvs.report;

import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.results.Figure;
import io.latentwatch.anpvs.results.ResultsProtocol;
import io.latentwatch.anpvs.results.RowResult;
import io.latentwatch.evaluation.hypothesis.FeatureAblation;
import io.latentwatch.evaluation.hypothesis.FeatureOrder;
import io.latentwatch.evaluation.page.Block.Table;
import io.latentwatch.evaluation.page.Numbers;
import io.latentwatch.evaluation.statistics.OverSeeds;
import io.latentwatch.evaluation.statistics.RankCorrelation;
import io.latentwatch.evaluation.vulnerability.LayerVulnerability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the authors' blog says of vulnerable features, each statement beside what was measured. */
final class Hypotheses {
    private static final String HOLDS = "agrees";
    private static final String FAILS = "disagrees";
    private static final String OPEN = "not measured";
    /** Fewer pairs say nothing about an order. */
    private static final int FEWEST_PAIRS = 3;
    /** With three rows a correlation of 0.5 or more comes by chance half of the time. */
    private static final int FEWEST_ROWS = 5;
    /** Of step times: "almost no extra cost". */
    private static final double NEGLIGIBLE = 1.3;

    private final Summary summary;

    Hypotheses(Summary summary) {
        this.summary = summary;
    }

    /**
     * A statement.
     *
     * @param measured the numbers behind the verdict
     */
    record Finding(String statement, String measured, String verdict) {}

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        ResultsProtocol.Comparison comparison = summary.protocol().comparison();
        if (comparison != null) {
            Summary.Row row = summary.row(comparison.row());
            Summary.Row baseline = summary.row(comparison.baseline());
            findings.add(pruning(baseline));
            findings.add(maskOrder(row));
            findings.add(vulnerabilityAndError());
            findings.add(stepTime(row, baseline));
            findings.add(smaller(
                    Figure.LOCAL_LINEARITY, row, baseline, "The loss is smoother (smaller local linearity error)."));
            findings.add(
                    smaller(
                            Figure.GRADIENT_L1,
                            row,
                            baseline,
                            "Features are more interpretable; of that only the input gradient's norm is a number here (smaller), the pictures are on the page."));
        }
        return findings;
    }

    Table table() {
        return new Table(
                "The blog's statements",
                List.of("statement", "measured", "verdict"),
                findings().stream()
                        .map(finding -> List.of(finding.statement(), finding.measured(), finding.verdict()))
                        .toList());
    }

    /** The ablations of every network that has them. */
    Table ablations() {
        List<String> header = new ArrayList<>(List.of("network", "features that go first"));
        FeatureAblation.SHARES.forEach(share -> header.add("%s %% gone: clean / attacked".formatted(percent(share))));
        List<List<String>> rows = new ArrayList<>();
        for (Summary.Row row : summary.measured()) {
            RowResult result = row.first().orElseThrow();
            List<FeatureAblation.Row> ablation = result.evaluation().ablation();
            if (ablation != null) {
                for (FeatureOrder order : FeatureOrder.values()) {
                    List<String> cells = new ArrayList<>(List.of(
                            row.plan().title(),
                            order.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
                    FeatureAblation.SHARES.forEach(share -> cells.add(find(ablation, order, share)
                            .map(found -> "%s / %s"
                                    .formatted(
                                            Numbers.fixed(1, 100 * found.cleanAccuracy()),
                                            Numbers.fixed(1, 100 * found.attackedAccuracy())))
                            .orElse(Numbers.NONE)));
                    rows.add(cells);
                }
            }
        }
        return new Table(
                "Accuracies in % of networks that lost features of every layer, not trained again, PGD-40 on each as it then is",
                header, rows);
    }

    private Finding pruning(Summary.Row baseline) {
        String statement =
                "Pruning the most vulnerable features of an adversarially trained network (%s) costs less robust accuracy than pruning random ones."
                        .formatted(baseline.plan().title());
        List<FeatureAblation.Row> ablation =
                baseline.first().map(result -> result.evaluation().ablation()).orElse(null);
        if (ablation == null) {
            return new Finding(statement, Numbers.NONE, OPEN);
        }
        List<String> measured = new ArrayList<>();
        boolean holds = true;
        for (double share : FeatureAblation.SHARES) {
            double most = attacked(ablation, FeatureOrder.MOST_VULNERABLE, share);
            double least = attacked(ablation, FeatureOrder.LEAST_VULNERABLE, share);
            double random = attacked(ablation, FeatureOrder.RANDOM, share);
            holds &= most > random;
            measured.add("%s %%: most %s, random %s, least %s"
                    .formatted(percent(share), one(100 * most), one(100 * random), one(100 * least)));
        }
        return new Finding(statement, "attacked accuracy with " + String.join("; ", measured), holds ? HOLDS : FAILS);
    }

    private static double attacked(List<FeatureAblation.Row> ablation, FeatureOrder order, double share) {
        return find(ablation, order, share)
                .map(FeatureAblation.Row::attackedAccuracy)
                .orElse(Double.NaN);
    }

    private static Optional<FeatureAblation.Row> find(
            List<FeatureAblation.Row> ablation, FeatureOrder order, double share) {
        return ablation.stream()
                .filter(row -> row.order() == order && row.share() == share)
                .findFirst();
    }

    /** Of the features that are left: those with a low mask should be those with a high v. */
    private Finding maskOrder(Summary.Row row) {
        String statement = "%s closes the vulnerable features: among those that are left, v falls as E[pi] rises."
                .formatted(row.plan().title());
        Optional<RowResult> result = row.first().filter(found -> !found.masks().isEmpty());
        if (result.isEmpty()) {
            return new Finding(statement, Numbers.NONE, OPEN);
        }
        List<String> measured = new ArrayList<>();
        List<Double> correlations = new ArrayList<>();
        for (LayerVulnerability layer : result.get().evaluation().whiteBox().layers()) {
            double correlation = maskCorrelation(result.get(), layer);
            if (!Double.isNaN(correlation)) {
                correlations.add(correlation);
                measured.add("%s %s (%d features)"
                        .formatted(
                                layer.tensor(),
                                Numbers.signed(2, correlation),
                                layer.features().size()));
            }
        }
        return correlations.isEmpty()
                ? new Finding(statement, Numbers.NONE, OPEN)
                : new Finding(
                        statement,
                        "Spearman of v with E[pi]: " + String.join(", ", measured),
                        correlations.stream().allMatch(correlation -> correlation < 0) ? HOLDS : FAILS);
    }

    /** NaN where it is not defined: no masks, few features, or all equal. */
    static double maskCorrelation(RowResult result, LayerVulnerability layer) {
        double[] v = layer.features().stream().mapToDouble(Double::doubleValue).toArray();
        double[] masks = result.masks().getOrDefault(layer.tensor(), List.of()).stream()
                .filter(mask -> mask > 0)
                .mapToDouble(Float::doubleValue)
                .toArray();
        return v.length == masks.length && v.length >= FEWEST_PAIRS ? RankCorrelation.spearman(v, masks) : Double.NaN;
    }

    private Finding vulnerabilityAndError() {
        String statement =
                "Networks with a higher V are less robust: V and the error under PGD-40 rise together over the rows.";
        List<Summary.Row> rows = summary.measured().stream()
                .filter(row -> row.figure(Figure.V_WHITE_BOX).isPresent()
                        && row.figure(Figure.PGD_40).isPresent())
                .toList();
        if (rows.size() < FEWEST_ROWS) {
            return new Finding(statement, Numbers.NONE, OPEN);
        }
        double[] error = means(rows, Figure.PGD_40);
        Arrays.setAll(error, i -> 100 - error[i]);
        double byMean = RankCorrelation.spearman(means(rows, Figure.V_WHITE_BOX), error);
        double scaleFree = RankCorrelation.spearman(means(rows, Figure.V_WHITE_BOX_SCALE_FREE), error);
        return new Finding(
                statement,
                "Spearman over %d rows: %s with V, %s with scale-free V"
                        .formatted(rows.size(), Numbers.signed(2, byMean), Numbers.signed(2, scaleFree)),
                byMean > 0 && scaleFree > 0 ? HOLDS : FAILS);
    }

    private static double[] means(List<Summary.Row> rows, Figure figure) {
        return rows.stream()
                .mapToDouble(row -> row.figure(figure).orElseThrow().mean())
                .toArray();
    }

    /** By the epochs of the phases of the same name, the fastest ones: what else the machine does only slows. */
    private static Finding stepTime(Summary.Row row, Summary.Row baseline) {
        String statement = "It costs almost nothing beyond adversarial training.";
        if (row.first().isEmpty() || baseline.first().isEmpty()) {
            return new Finding(statement, Numbers.NONE, OPEN);
        }
        List<EpochFigures> own = row.first().get().training().epochs();
        List<EpochFigures> other = baseline.first().get().training().epochs();
        List<String> measured = new ArrayList<>();
        double largest = 0;
        for (String phase : own.stream().map(EpochFigures::phase).distinct().toList()) {
            double ratio = fastest(own, phase) / fastest(other, phase);
            if (!Double.isNaN(ratio)) {
                largest = Math.max(largest, ratio);
                measured.add("%s %s".formatted(phase, Numbers.fixed(2, ratio)));
            }
        }
        return measured.isEmpty()
                ? new Finding(statement, Numbers.NONE, OPEN)
                : new Finding(
                        statement,
                        "fastest epoch over %s's by phase: %s; on a machine that may have done other things"
                                .formatted(baseline.plan().title(), String.join(", ", measured)),
                        largest <= NEGLIGIBLE ? HOLDS : FAILS);
    }

    private static double fastest(List<EpochFigures> epochs, String phase) {
        return epochs.stream()
                .filter(epoch -> epoch.phase().equals(phase))
                .mapToDouble(EpochFigures::seconds)
                .min()
                .orElse(Double.NaN);
    }

    private static Finding smaller(Figure figure, Summary.Row row, Summary.Row baseline, String statement) {
        Optional<OverSeeds> own = row.figure(figure);
        Optional<OverSeeds> other = baseline.figure(figure);
        if (own.isEmpty() || other.isEmpty()) {
            return new Finding(statement, Numbers.NONE, OPEN);
        }
        return new Finding(
                statement,
                "%s: %s %s, %s %s"
                        .formatted(
                                figure.title(),
                                row.plan().title(),
                                FigureText.of(figure, own),
                                baseline.plan().title(),
                                FigureText.of(figure, other)),
                own.get().mean() < other.get().mean() ? HOLDS : FAILS);
    }

    private static String percent(double share) {
        return Numbers.fixed(0, 100 * share);
    }

    private static String one(double number) {
        return Numbers.fixed(1, number);
    }
}
