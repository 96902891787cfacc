package io.latentwatch.evaluation.detect;

import io.latentwatch.evaluation.page.Block.Figure;
import io.latentwatch.evaluation.page.Block.Part;
import io.latentwatch.evaluation.page.ColourMap;
import io.latentwatch.evaluation.page.Palette;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A detector's report as charts. */
final class DetectorCharts {
    private static final int WIDTH = 520;
    private static final int HEIGHT = 360;
    /** What names of attacks take beside a chart, and one of them under another. */
    private static final int LEGEND = 180;

    private static final int LINE = 27;
    private static final int BINS = 20;
    private static final int CELL = 44;
    private static final int COLOURS = 40;

    /** Upper ends of the bins of p-values that an attack's successes are counted in. */
    private static final List<Double> DECADES = List.of(0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0);

    private static final double SMALLEST_PERCENT = 0.1;
    private static final double ALL_PERCENT = 100;

    private final DetectorReport report;
    private final Drawing drawing;

    /** @param drawing of each chart */
    DetectorCharts(DetectorReport report, Drawing drawing) {
        this.report = report;
        this.drawing = drawing;
    }

    /** How a chart becomes an element of a page. */
    @FunctionalInterface
    interface Drawing {
        /**
         * Draws.
         *
         * @param name of the chart, one of its kind in the report
         * @param alternative what it shows, for who cannot see it
         */
        String html(Chart<?, ?> chart, String name, String alternative);
    }

    /** Observed against promised false alarms, at each rate. */
    Figure falseAlarms() {
        XYChart chart = Palette.xyChart(WIDTH, HEIGHT, "p-value, %", "clean images at or below it, %");
        logarithmicPercents(chart);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisMin(SMALLEST_PERCENT);
        chart.getStyler().setYAxisMax(ALL_PERCENT);
        for (FalseAlarms clean : eachScoreSet()) {
            List<Double> limits = IntStream.rangeClosed(-60, 0)
                    .mapToObj(step -> Math.pow(10, step / 20.0))
                    .toList();
            List<Double> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (double limit : limits) {
                double share = share(clean.pValues(), 0, limit);
                if (share > 0) {
                    x.add(100 * limit);
                    y.add(100 * share);
                }
            }
            if (!x.isEmpty()) {
                chart.addSeries(name(clean), x, y).setMarker(SeriesMarkers.NONE);
            }
        }
        chart.addSeries("as calibrated", List.of(SMALLEST_PERCENT, ALL_PERCENT), List.of(SMALLEST_PERCENT, ALL_PERCENT))
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(Color.GRAY);
        return new Figure(
                "Share of clean images with a p-value at or below each value. If they are drawn like the calibration images the lines lie on the grey one; above it, there are more false alarms than promised.",
                List.of(part(
                        "Observed against promised",
                        "Share of clean images by p-value",
                        drawing.html(chart, "false", "Share of clean images by p-value"))));
    }

    /** How p-values of clean images are spread: evenly, if the promise holds everywhere. */
    Figure cleanPValues() {
        List<Part> parts = new ArrayList<>();
        for (FalseAlarms clean : eachScoreSet()) {
            List<String> names = new ArrayList<>();
            List<Double> shares = new ArrayList<>();
            for (int bin = 0; bin < BINS; bin++) {
                names.add(String.format(Locale.ROOT, "%.2f", (bin + 1.0) / BINS));
                shares.add(100 * share(clean.pValues(), (double) bin / BINS, (bin + 1.0) / BINS));
            }
            String title = "Clean images, " + name(clean);
            parts.add(bars(title, "clean-" + name(clean).replace(' ', '-'), "p-value up to", names, shares));
        }
        return new Figure(
                "p-values of clean images in %d bins; each holds %.0f %% if they are uniform."
                        .formatted(BINS, 100.0 / BINS),
                parts);
    }

    /** What share of each attack's successes is found at which share of false alarms. */
    Figure curves() {
        List<Part> parts = new ArrayList<>();
        for (FalseAlarms clean : eachScoreSet()) {
            XYChart chart = Palette.xyChart(
                    WIDTH + LEGEND,
                    Math.max(HEIGHT, LINE * report.attacks().size()),
                    "clean images flagged, %",
                    "successes flagged, %");
            logarithmicPercents(chart);
            chart.getStyler().setYAxisMin(0.0);
            chart.getStyler().setYAxisMax(ALL_PERCENT);
            chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
            chart.getStyler().setLegendLayout(Styler.LegendLayout.Vertical);
            for (AttackFound attack : report.attacks()) {
                List<Double> successes = pValues(attack, clean);
                if (!successes.isEmpty()) {
                    List<RocCurve.Point> points = RocCurve.of(successes, clean.pValues()).points().stream()
                            .filter(point -> 100 * point.falseAlarms() >= SMALLEST_PERCENT)
                            .toList();
                    chart.addSeries(
                                    attack.name(),
                                    points.stream()
                                            .map(p -> 100 * p.falseAlarms())
                                            .toList(),
                                    points.stream().map(p -> 100 * p.found()).toList())
                            .setMarker(SeriesMarkers.NONE);
                }
            }
            String title = "Score set: " + name(clean);
            String alternative = "ROC curves, " + name(clean);
            parts.add(new Part(
                    title,
                    alternative,
                    drawing.html(chart, "roc-" + name(clean).replace(' ', '-'), alternative),
                    chart.getWidth()));
        }
        return new Figure(
                "ROC curves on a logarithmic scale of false alarms: each attack's successes that are flagged when so many clean images are. Look at 1 %, where the promise is made.",
                parts);
    }

    /** p-values of each attack's successes. */
    Figure attackedPValues() {
        List<Part> parts = new ArrayList<>();
        List<FalseAlarms> scoreSets = eachScoreSet();
        FalseAlarms last = scoreSets.get(scoreSets.size() - 1);
        for (AttackFound attack : report.attacks()) {
            List<Double> successes = pValues(attack, last);
            if (successes.isEmpty()) {
                continue;
            }
            List<String> names = new ArrayList<>();
            List<Double> shares = new ArrayList<>();
            double from = 0;
            for (double to : DECADES) {
                names.add(String.valueOf(100 * to));
                shares.add(100 * share(successes, from, to));
                from = to;
            }
            parts.add(bars(
                    attack.name() + ", " + successes.size() + " successes",
                    "attack-" + report.attacks().indexOf(attack),
                    "p-value up to, %",
                    names,
                    shares));
        }
        return new Figure(
                "p-values of the successes, score set %s. What stands to the left of 1 %% is flagged."
                        .formatted(name(last)),
                parts);
    }

    /** Which score tells which attack from clean images. */
    Figure scores() {
        List<AttackFound> attacks = report.attacks().stream()
                .filter(attack -> !attack.areaUnderCurve().isEmpty())
                .toList();
        List<String> scores =
                attacks.get(0).areaUnderCurve().keySet().stream().sorted().toList();
        List<Number[]> cells = new ArrayList<>();
        for (int x = 0; x < attacks.size(); x++) {
            for (int y = 0; y < scores.size(); y++) {
                cells.add(new Number[] {
                    x, y, Math.round(100 * attacks.get(x).areaUnderCurve().get(scores.get(y)))
                });
            }
        }
        return new Figure(
                "Area under the ROC curve of each score alone, in %: the chance that a success scores higher than a clean image. 50 says nothing, 100 everything; below 50 (blue), attacked images look more ordinary than clean ones.",
                List.of(heatMap(
                        "Area under the ROC curve, score by attack",
                        "scores",
                        attacks.stream().map(AttackFound::name).toList(),
                        scores,
                        cells,
                        share -> ColourMap.COOL_WARM.at(0.15 + 0.7 * share))));
    }

    /** A figure of each corruption at each severity, by score set. */
    Figure corrupted(String name, String caption, ToDoubleFunction<CorruptionFound.Flagged> figure) {
        List<Part> parts = new ArrayList<>();
        for (FalseAlarms clean : eachScoreSet()) {
            List<String> severities = report.corruptions().stream()
                    .map(corruption -> String.valueOf(corruption.severity()))
                    .distinct()
                    .toList();
            List<String> corruptions = new ArrayList<>(report.corruptions().stream()
                    .map(CorruptionFound::corruption)
                    .distinct()
                    .toList());
            Collections.reverse(corruptions); // the chart begins at the bottom
            List<Number[]> cells = new ArrayList<>();
            for (CorruptionFound corruption : report.corruptions()) {
                corruption.flagged().stream()
                        .filter(row -> row.scoreSet() == clean.scoreSet() && row.alpha() == clean.alpha())
                        .forEach(row -> cells.add(new Number[] {
                            severities.indexOf(String.valueOf(corruption.severity())),
                            corruptions.indexOf(corruption.corruption()),
                            Math.round(figure.applyAsDouble(row))
                        }));
            }
            parts.add(heatMap(
                    "Score set: " + name(clean),
                    name + "-" + name(clean).replace(' ', '-'),
                    severities,
                    corruptions,
                    cells,
                    share -> ColourMap.WHITE_TO_BLUE.at(0.6 * share)));
        }
        return new Figure(caption, parts);
    }

    /** Whole numbers from 0 to 100 in cells. */
    private Part heatMap(
            String title,
            String name,
            List<String> columns,
            List<String> rows,
            List<Number[]> cells,
            DoubleFunction<Color> colours) {
        HeatMapChart chart = new HeatMapChartBuilder()
                .width(220 + CELL * Math.max(6, columns.size()))
                .height(200 + CELL * rows.size() * 2 / 3)
                .build();
        Palette.apply(chart.getStyler());
        chart.getStyler().setShowValue(true);
        chart.getStyler().setHeatMapValueDecimalPattern("0");
        chart.getStyler().setValueFontColor(Color.BLACK);
        chart.getStyler().setXAxisLabelRotation(60);
        chart.getStyler().setMin(0);
        chart.getStyler().setMax(100);
        chart.getStyler().setLegendVisible(false);
        chart.getStyler()
                .setRangeColors(IntStream.range(0, COLOURS)
                        .mapToObj(i -> colours.apply(i / (COLOURS - 1.0)))
                        .toArray(Color[]::new));
        chart.addSeries("figure", columns, rows, cells);
        return new Part(title, title, drawing.html(chart, name, title), chart.getWidth());
    }

    private Part bars(String title, String name, String axis, List<String> names, List<Double> shares) {
        CategoryChart chart = Palette.categoryChart(WIDTH, HEIGHT - 60, axis, "share, %");
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisLabelRotation(60);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisMax(Math.max(10, Math.ceil(Collections.max(shares) / 10) * 10));
        chart.addSeries("share", names, shares);
        return part(title, title, drawing.html(chart, name, title));
    }

    /** Below the smallest a few images decide. */
    private static void logarithmicPercents(XYChart chart) {
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setXAxisMin(SMALLEST_PERCENT);
        chart.getStyler().setXAxisMax(ALL_PERCENT);
    }

    private static Part part(String title, String alternative, String svg) {
        return new Part(title, alternative, svg, WIDTH);
    }

    /** The first promised rate of each score set: p-values do not depend on the rate, unless tables by class do. */
    private List<FalseAlarms> eachScoreSet() {
        double first = report.clean().get(0).alpha();
        return report.clean().stream().filter(row -> row.alpha() == first).toList();
    }

    private static List<Double> pValues(AttackFound attack, FalseAlarms way) {
        return attack.flagged().stream()
                .filter(row -> row.scoreSet() == way.scoreSet() && row.alpha() == way.alpha())
                .map(AttackFound.Flagged::pValues)
                .flatMap(Collection::stream)
                .toList();
    }

    private static double share(List<Double> values, double above, double upTo) {
        return (double) values.stream().filter(v -> v > above && v <= upTo).count() / values.size();
    }

    private static String name(FalseAlarms way) {
        return DetectorRows.name(way.scoreSet());
    }
}
