package io.latentwatch.anpvs.report;

import io.latentwatch.anpvs.results.Goal;
import io.latentwatch.evaluation.page.Block.Table;
import io.latentwatch.evaluation.page.Numbers;
import io.latentwatch.evaluation.statistics.OverSeeds;
import java.util.List;
import java.util.Optional;

/** What was to be reached, and whether it was: by the mean over the seeds. */
final class Goals {
    private final Summary summary;

    Goals(Summary summary) {
        this.summary = summary;
    }

    /** The value that a goal is held against; empty where it was not measured. */
    Optional<Double> value(Goal goal) {
        Optional<Double> own = summary.row(goal.row()).figure(goal.figure()).map(OverSeeds::mean);
        if (goal.against() == null) {
            return own;
        }
        return own.flatMap(value -> summary.row(goal.against())
                .figure(goal.figure())
                .map(OverSeeds::mean)
                .filter(other -> other != 0)
                .map(other -> value / other));
    }

    String verdict(Goal goal) {
        return value(goal)
                .map(value -> goal.stretchMet(value) ? "met, stretch too" : goal.met(value) ? "met" : "not met")
                .orElse("not measured");
    }

    Table table() {
        return new Table(
                "Goals set before the first run, held against the mean over seeds",
                List.of("figure", "row", "goal", "stretch", "measured", "verdict"),
                summary.protocol().goals().stream().map(this::cells).toList());
    }

    private List<String> cells(Goal goal) {
        String figure = goal.figure().title();
        return List.of(
                goal.against() == null
                        ? figure
                        : "%s, over that of %s"
                                .formatted(
                                        figure,
                                        summary.row(goal.against()).plan().title()),
                summary.row(goal.row()).plan().title(),
                goal.atLeast() == null ? "at most " + goal.atMost() : "at least " + goal.atLeast(),
                goal.stretch() == null ? Numbers.NONE : String.valueOf(goal.stretch()),
                value(goal).map(goal.figure()::format).orElse(Numbers.NONE),
                verdict(goal));
    }
}
