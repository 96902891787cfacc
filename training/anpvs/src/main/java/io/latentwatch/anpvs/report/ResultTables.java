package io.latentwatch.anpvs.report;

import io.latentwatch.anpvs.results.Figure;
import io.latentwatch.anpvs.results.RowResult;
import io.latentwatch.anpvs.results.TrainingSummary;
import io.latentwatch.evaluation.page.Block.Table;
import io.latentwatch.evaluation.page.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The paper's table with each claim beside the measurement, cut into parts that fit a page, and what was trained for it. */
final class ResultTables {
    private static final List<Figure> ACCURACIES = List.of(
            Figure.CLEAN,
            Figure.PGD_40,
            Figure.TRANSFER,
            Figure.PGD_100X10,
            Figure.AUTOATTACK,
            Figure.PGD_40_MINUS_AUTOATTACK);
    private static final List<Figure> VULNERABILITIES = List.of(
            Figure.V_WHITE_BOX,
            Figure.V_WHITE_BOX_SURVIVING,
            Figure.V_WHITE_BOX_SCALE_FREE,
            Figure.V_BLACK_BOX,
            Figure.V_BLACK_BOX_SURVIVING,
            Figure.V_BLACK_BOX_SCALE_FREE);
    private static final List<Figure> COSTS = List.of(
            Figure.MEMORY,
            Figure.MEMORY_ONCE,
            Figure.MEMORY_PARAMETERS,
            Figure.XFLOPS,
            Figure.XFLOPS_REAL,
            Figure.SPARSITY,
            Figure.SPEED);
    private static final List<Figure> LEGACY =
            List.of(Figure.CLEAN, Figure.LEGACY_CUT, Figure.LEGACY_CLIP, Figure.LEGACY_OUTSIDE_BALL, Figure.PGD_40);
    private static final int SHORT_HASH = 12;
    private static final double SECONDS_PER_MINUTE = 60;

    private final Summary summary;

    ResultTables(Summary summary) {
        this.summary = summary;
    }

    Table accuracies() {
        return table("Accuracies in %", ACCURACIES);
    }

    Table vulnerabilities() {
        return table("Vulnerability V", VULNERABILITIES);
    }

    Table costs() {
        return table("Size and operations", COSTS);
    }

    Table legacy() {
        return table("The released code's attack on CIFAR, accuracies in %", LEGACY);
    }

    /** A column with the claim before each figure that the paper has. */
    private Table table(String caption, List<Figure> figures) {
        List<String> header = new ArrayList<>(List.of("row", "seeds"));
        for (Figure figure : figures) {
            if (claimed(figure)) {
                header.add(figure.title() + ", paper");
                header.add(figure.title() + ", here");
            } else {
                header.add(figure.title());
            }
        }
        return new Table(
                caption,
                header,
                summary.rows().stream().map(row -> cells(row, figures)).toList());
    }

    private List<String> cells(Summary.Row row, List<Figure> figures) {
        List<String> cells = new ArrayList<>(List.of(row.plan().title(), seeds(row)));
        for (Figure figure : figures) {
            if (claimed(figure)) {
                cells.add(FigureText.claim(row.plan().claim().get(figure)));
            }
            cells.add(FigureText.of(figure, row.figure(figure)));
        }
        return cells;
    }

    private boolean claimed(Figure figure) {
        return summary.rows().stream().anyMatch(row -> row.plan().claim().containsKey(figure));
    }

    private static String seeds(Summary.Row row) {
        int done = row.results().size();
        int planned = row.plan().seeds().size();
        return done == 0 ? "not run" : done == planned ? String.valueOf(done) : done + " of " + planned;
    }

    /** How each network was trained. */
    Table training() {
        List<List<String>> rows = new ArrayList<>();
        for (Summary.Row row : summary.rows()) {
            for (RowResult result : row.results()) {
                TrainingSummary training = result.training();
                rows.add(List.of(
                        row.plan().title() + ", seed " + result.seed(),
                        row.plan().preset(),
                        row.plan().set().isEmpty()
                                ? Numbers.NONE
                                : set(row.plan().set()),
                        String.valueOf(training.epochs().size()),
                        String.valueOf(training.attackGradients()),
                        Numbers.fixed(1, training.seconds() / SECONDS_PER_MINUTE),
                        Numbers.whole((double) training.parameters()),
                        shortened(result.trainingHash()),
                        training.commit() == null ? Numbers.NONE : shortened(training.commit())));
            }
        }
        return new Table(
                "What was trained; attack gradients are those of the whole run with respect to one training image",
                List.of(
                        "network",
                        "preset",
                        "set anew",
                        "epochs",
                        "attack gradients an image",
                        "minutes of steps",
                        "parameters",
                        "configuration",
                        "sources"),
                rows);
    }

    private static String set(Map<String, String> values) {
        return String.join(
                ", ",
                values.entrySet().stream()
                        .map(value -> value.getKey() + "=" + value.getValue())
                        .toList());
    }

    private static String shortened(String hash) {
        return hash.substring(0, Math.min(SHORT_HASH, hash.length())) + (hash.endsWith("-dirty") ? "-dirty" : "");
    }
}
