package io.latentwatch.anpvs.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.latentwatch.anpvs.results.Figure;
import io.latentwatch.anpvs.results.Goal;
import io.latentwatch.evaluation.statistics.OverSeeds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report for programs: {@code results.json}. */
public final class ResultsJson {
    private static final int FORMAT_VERSION = 1;

    private ResultsJson() {}

    private record File(
            int formatVersion,
            String protocolDate,
            String dataSet,
            List<RowEntry> rows,
            List<Comparisons.Pair> comparison,
            List<GoalEntry> goals,
            List<Hypotheses.Finding> hypotheses) {}

    /**
     * A row.
     *
     * @param seeds that are finished
     * @param measured by figure: mean, standard deviation, one value per seed
     */
    private record RowEntry(
            String name,
            String title,
            List<Long> seeds,
            Map<Figure, List<BigDecimal>> claim,
            Map<Figure, OverSeeds> measured) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record GoalEntry(Goal goal, Double measured, String verdict) {}

    /** The file's content. */
    public static String write(Summary summary) {
        Goals goals = new Goals(summary);
        List<RowEntry> rows = new ArrayList<>();
        for (Summary.Row row : summary.rows()) {
            Map<Figure, OverSeeds> measured = new LinkedHashMap<>();
            for (Figure figure : Figure.values()) {
                row.figure(figure).ifPresent(values -> measured.put(figure, values));
            }
            rows.add(new RowEntry(
                    row.plan().name(),
                    row.plan().title(),
                    row.results().stream().map(result -> result.seed()).toList(),
                    row.plan().claim(),
                    measured));
        }
        File file = new File(
                FORMAT_VERSION,
                summary.protocol().date(),
                summary.protocol().dataSet(),
                rows,
                new Comparisons(summary).pairs(),
                summary.protocol().goals().stream()
                        .map(goal -> new GoalEntry(goal, goals.value(goal).orElse(null), goals.verdict(goal)))
                        .toList(),
                new Hypotheses(summary).findings());
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(file) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of numbers can be written", e);
        }
    }
}
