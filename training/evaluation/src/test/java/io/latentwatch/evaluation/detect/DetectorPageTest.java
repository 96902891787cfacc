package io.latentwatch.evaluation.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.evaluation.evaluate.Evaluation;
import io.latentwatch.schemas.ScoreSet;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of {@code evaluate-detector --html}, on a report made by hand. */
class DetectorPageTest {
    private static final double ALPHA = 0.01;
    private static final Pattern CHARTS =
            Pattern.compile("<svg role=\"img\" aria-label=\"([^\"]*)\"(.*?)</svg>", Pattern.DOTALL);
    private static final Pattern CAPTIONS = Pattern.compile("<figcaption>([^<]*)</figcaption>");
    private static final Pattern IDS = Pattern.compile(" id=\"([^\"]+)\"");

    /** Evenly spread. */
    private static final List<Double> CLEAN =
            IntStream.rangeClosed(1, 200).mapToObj(i -> i / 200.0).toList();

    private static final List<Double> OF_SUCCESSES = List.of(0.001, 0.004, 0.02, 0.3);

    @Test
    void holdsAChartOfEachKindForEachScoreSet() {
        assertThat(charts(page(OF_SUCCESSES)))
                .containsExactly(
                        "Share of clean images by p-value",
                        "Clean images, without twin",
                        "Clean images, with twin",
                        "ROC curves, without twin",
                        "ROC curves, with twin",
                        "Area under the ROC curve, score by attack",
                        "pgd, 4 successes",
                        "Score set: without twin",
                        "Score set: with twin",
                        "Score set: without twin",
                        "Score set: with twin");
    }

    @Test
    void saysAboveEachFigureWhatToSee() {
        String page = page(OF_SUCCESSES);
        assertThat(CAPTIONS.matcher(page).results().map(found -> found.group(1)))
                .zipSatisfy(
                        List.of(
                                "Share of clean images with a p-value at or below each value.",
                                "p-values of clean images in 20 bins; each holds 5 % if they are uniform.",
                                "ROC curves on a logarithmic scale of false alarms",
                                "Area under the ROC curve of each score alone",
                                "p-values of the successes, score set with twin.",
                                "Corrupted images that are flagged, %",
                                "Distance of their p-values from those of clean images"),
                        (caption, begin) -> assertThat(caption).startsWith(begin));
        assertThat(page)
                .contains(
                        "<div>Observed against promised</div><svg",
                        "<div>Area under the ROC curve, score by attack</div><svg");
    }

    /** A chart that draws its own parts by another chart's ids is clipped by the other's frame. */
    @Test
    void noTwoElementsShareAnId() {
        List<String> ids = IDS.matcher(page(OF_SUCCESSES))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(ids).contains("c-false-1", "c-clean-with-twin-1", "c-roc-with-twin-1", "c-scores-1");
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void withoutSuccessesThereAreNoCurvesOfAttacks() {
        assertThat(charts(page(List.of())))
                .contains("Share of clean images by p-value", "Clean images, with twin", "Score set: with twin")
                .noneMatch(chart -> chart.contains("ROC") || chart.contains("successes"));
    }

    /** What the charts are called, in the order of the page; none is empty. */
    private static List<String> charts(String page) {
        List<MatchResult> charts = CHARTS.matcher(page).results().toList();
        assertThat(charts).allSatisfy(chart -> assertThat(chart.group(2)).contains("<path"));
        return charts.stream().map(chart -> chart.group(1)).toList();
    }

    private static String page(List<Double> ofSuccesses) {
        return DetectorPage.write(new DetectorReport(
                DetectorReport.FORMAT_VERSION,
                null,
                "1.20.0",
                "b1",
                new Evaluation.Data("0".repeat(64), CLEAN.size()),
                0.9,
                1,
                scoreSets()
                        .map(scores -> new FalseAlarms(scores, ALPHA, 2, 200, 0.01, 0.009, 0.003, 0.036, CLEAN))
                        .toList(),
                List.of(attack(ofSuccesses)),
                List.of(corruption(1), corruption(5)),
                scoreSets()
                        .map(scores -> WorstCase.of(scores, ALPHA, false, 10, ofSuccesses.size(), 0))
                        .toList(),
                List.of(),
                List.of()));
    }

    private static Stream<ScoreSet> scoreSets() {
        return Stream.of(ScoreSet.PLAIN, ScoreSet.TWIN);
    }

    private static AttackFound attack(List<Double> ofSuccesses) {
        int successes = ofSuccesses.size();
        return new AttackFound(
                "pgd",
                false,
                Map.of(),
                10,
                9,
                IntStream.range(0, successes).boxed().toList(),
                true,
                scoreSets()
                        .map(scores -> new AttackFound.Flagged(
                                scores, ALPHA, successes, 0, successes == 0 ? null : 0.0, 0, 1, ofSuccesses))
                        .toList(),
                successes == 0 ? Map.of() : Map.of("relu1", 0.5, "confidence", 0.9));
    }

    private static CorruptionFound corruption(int severity) {
        return new CorruptionFound(
                "gaussian_noise",
                severity,
                Map.of(),
                CLEAN.size(),
                0.5,
                scoreSets()
                        .map(scores -> new CorruptionFound.Flagged(
                                scores, ALPHA, 20, 0.1 * severity, 0.05, 0.6, 0.1 * severity, CLEAN))
                        .toList());
    }
}
