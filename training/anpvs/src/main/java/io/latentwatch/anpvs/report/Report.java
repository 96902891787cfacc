package io.latentwatch.anpvs.report;

import io.latentwatch.anpvs.results.ResultsProtocol;
import io.latentwatch.anpvs.results.RowResult;
import io.latentwatch.evaluation.cost.OperatorTime;
import io.latentwatch.evaluation.evaluate.Protocol;
import io.latentwatch.evaluation.page.Block;
import io.latentwatch.evaluation.page.Block.Table;
import io.latentwatch.evaluation.page.Block.Text;
import io.latentwatch.evaluation.page.Numbers;
import io.latentwatch.evaluation.page.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sections of the report, a function of the results alone: the same results give the same text. */
public final class Report {
    private final Summary summary;

    public Report(Summary summary) {
        this.summary = summary;
    }

    /** In the order of reading; pictures apart. */
    public List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("What was measured", how()));
        ResultTables tables = new ResultTables(summary);
        sections.add(new Section("The paper's table", paperTable(tables)));
        sections.add(new Section("Goals", goals()));
        sections.add(new Section("Against the baseline", comparison()));
        sections.add(new Section("Can the attacks be believed?", sanity()));
        sections.add(new Section("The blog's hypotheses", hypotheses()));
        if (summary.protocol().legacyClip()) {
            sections.add(new Section("The released code's attack on CIFAR", legacy(tables, summary.protocol())));
        }
        operators().ifPresent(sections::add);
        sections.add(new Section("Training", List.of(tables.training())));
        return sections;
    }

    private List<Block> how() {
        ResultsProtocol protocol = summary.protocol();
        Protocol evaluation = protocol.evaluation();
        int images = summary.measured().stream()
                .flatMap(row -> row.first().stream())
                .mapToInt(result -> result.evaluation().data().images())
                .findFirst()
                .orElse(0);
        return List.of(
                new Text("%s. Protocol of %s, made by ./latentwatch results --data DIR --work DIR."
                        .formatted(protocol.dataSet(), protocol.date())),
                new Text(
                        "Accuracies are those of the exported ONNX model in ONNX Runtime on test images, attacked ones after rounding to 8 bits inside the L-infinity ball of %s. Clean, PGD-40 (steps of %s, one random start) and black box (the same attack made against another network) take all %s images; PGD-100 with ten restarts and steps of three times that size, and AutoAttack, the first %s; sanity checks, smoothness and ablations the first %s. PGD-40 minus AutoAttack is in points on the images that AutoAttack had."
                                .formatted(
                                        evaluation.epsilon(),
                                        evaluation.stepSize(),
                                        images == 0 ? "test" : Numbers.whole(images),
                                        Numbers.whole(evaluation.images()),
                                        Numbers.whole(evaluation.sanityImages()))),
                new Text(
                        "Of the training images, %s and %s are set aside for references and for choices. Several seeds give mean ± standard deviation of the sample; a single number is of one seed, of which no spread is known. Claims: %s."
                                .formatted(
                                        Numbers.whole(protocol.heldOut()),
                                        Numbers.whole(protocol.validation()),
                                        protocol.claimsFrom() == null ? "none" : protocol.claimsFrom())));
    }

    private List<Block> paperTable(ResultTables tables) {
        return List.of(
                tables.accuracies(),
                new Text(
                        "The paper's attack on the white box is PGD-40; its black-box sources are known only roughly, so that column is comparable within this table alone."),
                tables.vulnerabilities(),
                new Text(
                        "V is the mean over hidden layers of the mean of |h(x) - h(x~)|. The form beside the paper's counts pruned units as zeros; the next one leaves them out; the scale-free one divides each layer's by its mean activation, without which shrinking activations alone lowers V."),
                tables.costs(),
                new Text(
                        "Memory counts as the paper does (activations and weights), with every layer counted once, and trained values alone. Operations are counted by gates, as the paper does, and on the graph that really runs. Speed is the median ratio of images a second to those of the same network with nothing removed: batch 32, one thread, by turns."));
    }

    private static List<Block> legacy(ResultTables tables, ResultsProtocol protocol) {
        return List.of(
                new Text(
                        "The authors' code standardises each image and cuts the attacked one to [0,1] as if it were pixels, so that most values leave the ball of 0.03 and everything darker than the image's mean becomes 0. What that does to accuracy, before and after its 40 steps of 0.007, beside clean images and PGD-40 inside the ball of raw pixels. For comparison alone; on the first %s images, clean and PGD-40 on all."
                                .formatted(Numbers.whole(protocol.evaluation().images()))),
                tables.legacy());
    }

    private List<Block> goals() {
        Table table = new Goals(summary).table();
        return List.of(table.rows().isEmpty() ? new Text("The protocol sets none.") : table);
    }

    private List<Block> comparison() {
        ResultsProtocol.Comparison comparison = summary.protocol().comparison();
        if (comparison == null) {
            return List.of(new Text("The protocol compares no rows."));
        }
        String rows = "%s less %s"
                .formatted(
                        summary.row(comparison.row()).plan().title(),
                        summary.row(comparison.baseline()).plan().title());
        Comparisons comparisons = new Comparisons(summary);
        return comparisons.pairs().isEmpty()
                ? List.of(new Text(rows + ": no seed of both is finished."))
                : List.of(
                        new Text(
                                rows
                                        + ", image by image. An interval that holds 0 says that the images do not tell the two apart; it says nothing of the spread over seeds."),
                        comparisons.table());
    }

    private List<Block> sanity() {
        SanityTable sanity = new SanityTable(summary);
        List<Block> blocks = new ArrayList<>(List.of(
                new Text(
                        "A raised check is a doubt about the attack and so about the accuracy. What raises each stands in SanityCheck."),
                new Text(sanity.counts())));
        Table raised = sanity.raised();
        blocks.add(raised.rows().isEmpty() ? new Text("None was raised.") : raised);
        return blocks;
    }

    private List<Block> hypotheses() {
        Hypotheses hypotheses = new Hypotheses(summary);
        Table ablations = hypotheses.ablations();
        List<Block> blocks = new ArrayList<>(List.of(hypotheses.table()));
        if (!ablations.rows().isEmpty()) {
            blocks.add(ablations);
        }
        return blocks;
    }

    private Optional<Section> operators() {
        List<Block> tables = new ArrayList<>();
        for (Summary.Row row : summary.measured()) {
            RowResult result = row.first().orElseThrow();
            List<OperatorTime> operators = result.evaluation().cost().operators();
            if (operators != null) {
                tables.add(new Table(
                        "%s, seed %d".formatted(row.plan().title(), result.seed()),
                        List.of("node", "operator", "median microseconds", "share %"),
                        operators.stream()
                                .map(time -> List.of(
                                        time.node(),
                                        time.operator(),
                                        Numbers.fixed(1, time.medianMicros()),
                                        Numbers.fixed(1, 100 * time.share())))
                                .toList()));
            }
        }
        if (tables.isEmpty()) {
            return Optional.empty();
        }
        tables.add(
                0, new Text("Time of each node of the pruned models for a batch of 32, from ONNX Runtime's profiler."));
        return Optional.of(new Section("Where a pruned model spends its time", tables));
    }
}
