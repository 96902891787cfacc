package io.latentwatch.anpvs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.anpvs.results.Figure;
import io.latentwatch.anpvs.results.RowResult;
import io.latentwatch.evaluation.page.Block;
import io.latentwatch.evaluation.page.MarkdownReport;
import io.latentwatch.evaluation.vulnerability.LayerVulnerability;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Summary summary = SomeResults.summary();

    @Test
    void putsClaimsBesideMeasurementsOverSeeds() {
        Block.Table table = new ResultTables(summary).accuracies();

        // Old: 100, 75 and 50 %: mean 75, deviation sqrt((25^2 + 0 + 25^2) / 2) = 25.
        assertThat(cells(table, "Old"))
                .containsEntry("seeds", "3")
                .containsEntry("clean, paper", "99.10 ± 0.2")
                .containsEntry("clean, here", "75.00 ± 25.00")
                .containsEntry("PGD-40", "50.00 ± 25.00")
                .containsEntry("AutoAttack", "50.00 ± 0.00");
        assertThat(cells(table, "New")).containsEntry("clean, paper", "99.0").containsEntry("clean, here", "75.00");
        assertThat(cells(table, "Later")).containsEntry("seeds", "not run").containsEntry("clean, here", "–");
    }

    @Test
    void subtractsAutoAttackOnTheImagesThatItHad() {
        // The first two images: both withstand PGD-40, one AutoAttack.
        RowResult result = SomeResults.of("new", 1, "1111", "1100", "10", 1);

        assertThat(Figure.PGD_40_MINUS_AUTOATTACK.of(result)).hasValue(50.0);
    }

    @Test
    void saysOfEachGoalWhetherItIsMet() {
        assertThat(new Goals(summary).table().rows())
                .extracting(row -> row.get(4), row -> row.get(5))
                .containsExactly(
                        tuple("75.00", "met"),
                        tuple("50.00", "not met"),
                        tuple("0.6000", "met"), // 0.3 / 0.5
                        tuple("–", "not measured"));
    }

    @Test
    void comparesTheSeedsThatBothHave() {
        List<Comparisons.Pair> pairs = new Comparisons(summary).pairs();

        assertThat(pairs).hasSize(1);
        // 1110 less 1111 on clean images, 1101 less 1110 under PGD-40.
        assertThat(pairs.get(0).differences().rows().get(0).difference().value())
                .isEqualTo(-0.25);
        assertThat(pairs.get(0).differences().rows().get(1).difference().value())
                .isZero();
    }

    @Test
    void correlatesMasksOfTheFeaturesThatAreLeftWithTheirVulnerability() {
        RowResult result = SomeResults.of("new", 1, "1", "1", "1", 1);
        RowResult masked = new RowResult(
                1,
                "new",
                1,
                "",
                "",
                result.training(),
                Map.of("relu1", List.of(0.9f, 0f, 0.5f, 0.1f, 0f)),
                result.evaluation());
        LayerVulnerability layer = result.evaluation().whiteBox().layers().get(0);

        // v 0, 0.1, 0.3 against masks 0.9, 0.5, 0.1: the order is turned round.
        assertThat(Hypotheses.maskCorrelation(masked, layer)).isEqualTo(-1);
        assertThat(Hypotheses.maskCorrelation(result, layer)).isNaN();
    }

    @Test
    void countsExactZerosApart() {
        LayerVulnerability layer = summary.row("new")
                .first()
                .orElseThrow()
                .evaluation()
                .whiteBox()
                .layers()
                .get(0);

        // Two of five are removed and one of the others does not move; 0.1 and 0.3 in bins of 0.1, the last of which is
        // open.
        assertThat(Histogram.of(layer, 0.1, 3)).isEqualTo(new Histogram(3, List.of(0, 1, 1)));
    }

    @Test
    void resultsMakeTheSameMarkdownAgain() {
        String first = MarkdownReport.write(
                "Results", "./latentwatch results", new Report(summary).sections(), "results/report.html");
        String second = MarkdownReport.write(
                "Results",
                "./latentwatch results",
                new Report(SomeResults.summary()).sections(),
                "results/report.html");

        assertThat(second).isEqualTo(first);
        assertThat(first)
                .contains(
                        "| row | seeds | clean, paper | clean, here |",
                        "|---|---:|---:|---:|",
                        "| New | 1 | 99.0 | 75.00 |",
                        "| Later | not run | – | – |",
                        "2026-11-25",
                        "./latentwatch results",
                        "a paper",
                        "not met");
    }

    @Test
    void writesTheSameForPrograms() throws IOException {
        JsonNode json = new ObjectMapper().readTree(ResultsJson.write(summary));

        assertThat(json.at("/rows/0/measured/CLEAN/mean").asDouble()).isEqualTo(75);
        assertThat(json.at("/rows/0/measured/CLEAN/values")).hasSize(3);
        assertThat(json.at("/rows/0/claim/CLEAN/0").asDouble()).isEqualTo(99.1);
        assertThat(json.at("/rows/2/measured")).isEmpty();
        assertThat(json.at("/goals/1/verdict").asText()).isEqualTo("not met");
        assertThat(json.at("/goals/2/measured").asDouble()).isEqualTo(0.6);
    }

    private static Map<String, String> cells(Block.Table table, String name) {
        List<String> row = table.rows().stream()
                .filter(candidate -> candidate.get(0).equals(name))
                .findFirst()
                .orElseThrow();
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            cells.put(table.header().get(i), row.get(i));
        }
        return cells;
    }
}
