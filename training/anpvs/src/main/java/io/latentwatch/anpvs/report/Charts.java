package io.latentwatch.anpvs.report;

import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.results.Figure;
import io.latentwatch.anpvs.results.RowResult;
import io.latentwatch.evaluation.page.Block;
import io.latentwatch.evaluation.page.Block.Part;
import io.latentwatch.evaluation.page.Numbers;
import io.latentwatch.evaluation.page.Palette;
import io.latentwatch.evaluation.page.Svg;
import io.latentwatch.evaluation.statistics.OverSeeds;
import io.latentwatch.evaluation.vulnerability.LayerVulnerability;
import java.util.ArrayList;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The charts that need nothing but the results. */
final class Charts {
    private static final int WIDTH = 520;
    private static final int HEIGHT = 340;
    /** Of an axis beyond its last point. */
    private static final double MARGIN = 1.1;

    private static final int BINS = 12;

    private final Summary summary;

    Charts(Summary summary) {
        this.summary = summary;
    }

    /** Every loss term of every row's first network, epoch by epoch. */
    Block.Figure losses() {
        List<Part> parts = new ArrayList<>();
        for (Summary.Row row : summary.measured()) {
            RowResult result = row.first().orElseThrow();
            String alternative =
                    "Loss terms of %s by epoch".formatted(row.plan().title());
            parts.add(new Part(
                    "%s, seed %d".formatted(row.plan().title(), result.seed()),
                    alternative,
                    Svg.of(
                            losses(result.training().epochs()),
                            "loss-" + row.plan().name(),
                            alternative),
                    WIDTH));
        }
        return new Block.Figure(
                "Mean of each loss term over an epoch, unweighted, on a logarithmic scale. A term begins where its phase does; look for terms that rise when another phase begins, and for a KL that still falls at the end.",
                parts);
    }

    private static XYChart losses(List<EpochFigures> epochs) {
        XYChart chart = Palette.xyChart(WIDTH, HEIGHT, "epoch", "");
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setXAxisDecimalPattern("0");
        Set<String> terms = new LinkedHashSet<>();
        epochs.forEach(epoch -> terms.addAll(epoch.losses().keySet()));
        for (String term : terms) {
            List<Integer> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (EpochFigures epoch : epochs) {
                Double loss = epoch.losses().get(term);
                if (loss != null && loss > 0) { // a logarithm has no other
                    x.add(epoch.epoch());
                    y.add(loss);
                }
            }
            if (!x.isEmpty()) {
                chart.addSeries(term, x, y).setMarker(SeriesMarkers.CIRCLE);
            }
        }
        chart.getStyler().setMarkerSize(5);
        wholeDecades(chart, epochs);
        return chart;
    }

    /** The library labels whole decades alone, so the axis begins and ends with one. */
    private static void wholeDecades(XYChart chart, List<EpochFigures> epochs) {
        DoubleSummaryStatistics losses = epochs.stream()
                .flatMap(epoch -> epoch.losses().values().stream())
                .mapToDouble(loss -> loss)
                .filter(loss -> loss > 0)
                .summaryStatistics();
        if (losses.getCount() > 0) {
            chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(losses.getMin()))));
            chart.getStyler().setYAxisMax(Math.pow(10, Math.ceil(Math.log10(losses.getMax()))));
        }
    }

    /** How many features of the first layer have which v, exact zeros apart. */
    Block.Figure histograms(List<Summary.Row> rows) {
        double largest = rows.stream()
                .flatMap(row -> first(row).features().stream())
                .mapToDouble(v -> v)
                .max()
                .orElse(1);
        double width = largest == 0 ? 1 : largest / BINS;
        int highest = rows.stream()
                .map(row -> Histogram.of(first(row), width, BINS))
                .mapToInt(Histogram::highest)
                .max()
                .orElse(1);
        List<Part> parts = new ArrayList<>();
        for (Summary.Row row : rows) {
            Histogram histogram = Histogram.of(first(row), width, BINS);
            String alternative = "%s: %d of %d features are exactly zero, the largest v is %s"
                    .formatted(
                            row.plan().title(),
                            histogram.zeros(),
                            first(row).unpruned(),
                            Numbers.fixed(3, largest(first(row))));
            parts.add(new Part(
                    "%s: %d of %d exactly zero"
                            .formatted(
                                    row.plan().title(),
                                    histogram.zeros(),
                                    first(row).unpruned()),
                    alternative,
                    Svg.of(
                            histogram(histogram, width, highest),
                            "histogram-" + row.plan().name(),
                            alternative),
                    WIDTH));
        }
        return new Block.Figure(
                "Vulnerability v of the first layer's channels under PGD-40, white box: how many channels have which v, on the same axes. Orange: channels whose v is exactly zero, removed or dead. Look at how many are orange and how far to the right the others reach.",
                parts);
    }

    private static LayerVulnerability first(Summary.Row row) {
        return row.first().orElseThrow().evaluation().whiteBox().layers().get(0);
    }

    private static double largest(LayerVulnerability layer) {
        return layer.features().stream().mapToDouble(v -> v).max().orElse(0);
    }

    private static CategoryChart histogram(Histogram histogram, double width, int highest) {
        CategoryChart chart = Palette.categoryChart(WIDTH, HEIGHT, "v, lower end of the bin", "channels");
        chart.getStyler().setOverlapped(true);
        chart.getStyler().setAvailableSpaceFill(0.9);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisMax((double) highest);
        chart.getStyler().setYAxisDecimalPattern("0");
        chart.getStyler().setXAxisLabelRotation(60);
        List<String> labels = new ArrayList<>(List.of("zero"));
        for (int bin = 0; bin < histogram.bins().size(); bin++) {
            labels.add(Numbers.fixed(3, bin * width));
        }
        List<Integer> zeros = new ArrayList<>(Collections.nCopies(labels.size(), 0));
        zeros.set(0, histogram.zeros());
        List<Integer> others = new ArrayList<>(List.of(0));
        others.addAll(histogram.bins());
        chart.addSeries("exactly zero", labels, zeros).setFillColor(Palette.ORANGE);
        chart.addSeries("above zero", labels, others).setFillColor(Palette.BLUE);
        return chart;
    }

    /** Each row as a point. */
    Block.Figure scatter() {
        List<Part> parts = new ArrayList<>();
        for (Figure vulnerability : List.of(Figure.V_WHITE_BOX, Figure.V_WHITE_BOX_SCALE_FREE)) {
            String alternative = "Accuracy under PGD-40 against %s, one point a row".formatted(vulnerability.title());
            scatter(vulnerability)
                    .ifPresent(chart -> parts.add(new Part(
                            vulnerability.title(),
                            alternative,
                            Svg.of(chart, "scatter-" + vulnerability.name().toLowerCase(Locale.ROOT), alternative),
                            WIDTH)));
        }
        return new Block.Figure(
                "Accuracy under PGD-40 in % against V, one point a row (mean over seeds). If V measured robustness, the points would fall from the upper left to the lower right.",
                parts);
    }

    private double largest(Figure figure) {
        return summary.measured().stream()
                .flatMap(row -> row.figure(figure).stream())
                .mapToDouble(OverSeeds::mean)
                .filter(mean -> mean > 0)
                .max()
                .orElse(1);
    }

    private Optional<XYChart> scatter(Figure vulnerability) {
        XYChart chart = Palette.xyChart(WIDTH, HEIGHT + 60, vulnerability.title(), "PGD-40, %");
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        chart.getStyler().setMarkerSize(11);
        chart.getStyler().setXAxisMin(0.0);
        chart.getStyler().setXAxisMax(MARGIN * largest(vulnerability));
        chart.getStyler().setXAxisDecimalPattern("0.###");
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisMax(100.0);
        for (Summary.Row row : summary.measured()) {
            if (row.figure(vulnerability).isPresent()
                    && row.figure(Figure.PGD_40).isPresent()) {
                chart.addSeries(
                        row.plan().title(),
                        new double[] {row.figure(vulnerability).get().mean()},
                        new double[] {row.figure(Figure.PGD_40).get().mean()});
            }
        }
        return chart.getSeriesMap().isEmpty() ? Optional.empty() : Optional.of(chart);
    }
}
