package io.latentwatch.evaluation.page;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/** How all charts look: dark on white, colours that stay apart for who confuses red and green (Okabe and Ito). */
public final class Palette {
    public static final Color ORANGE = new Color(230, 159, 0);
    public static final Color BLUE = new Color(0, 114, 178);

    private static final Color[] COLOURS = {
        BLUE,
        new Color(213, 94, 0),
        new Color(0, 158, 115),
        new Color(204, 121, 167),
        new Color(86, 180, 233),
        ORANGE,
        new Color(60, 60, 60),
        new Color(120, 94, 240),
        new Color(150, 110, 40),
        new Color(160, 160, 160)
    };
    private static final Color GRID = new Color(225, 225, 225);
    private static final Color TEXT = new Color(26, 26, 26);
    private static final int TEXT_SIZE = 13;

    private Palette() {}

    /** The colour of the n-th series or class; they begin anew after ten. */
    public static Color colour(int number) {
        return COLOURS[number % COLOURS.length];
    }

    /** An empty chart of points or lines; sizes in CSS pixels. */
    public static XYChart xyChart(int width, int height, String xAxisTitle, String yAxisTitle) {
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .xAxisTitle(xAxisTitle)
                .yAxisTitle(yAxisTitle)
                .build();
        apply(chart.getStyler());
        return chart;
    }

    /** An empty chart of bars; sizes in CSS pixels. */
    public static CategoryChart categoryChart(int width, int height, String xAxisTitle, String yAxisTitle) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(width)
                .height(height)
                .xAxisTitle(xAxisTitle)
                .yAxisTitle(yAxisTitle)
                .build();
        apply(chart.getStyler());
        return chart;
    }

    public static void apply(AxesChartStyler style) {
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, TEXT_SIZE);
        style.setSeriesColors(COLOURS.clone());
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBackgroundColor(Color.WHITE);
        style.setChartFontColor(TEXT);
        style.setChartTitleVisible(false);
        style.setLegendPosition(Styler.LegendPosition.OutsideS);
        style.setLegendLayout(Styler.LegendLayout.Horizontal);
        style.setLegendBorderColor(Color.WHITE);
        style.setLegendFont(font);
        style.setLegendSeriesLineLength(18);
        style.setPlotBorderVisible(false);
        style.setPlotGridLinesColor(GRID);
        style.setPlotGridLinesStroke(new BasicStroke(1));
        style.setAxisTickLabelsFont(font);
        style.setAxisTitleFont(font);
        style.setAxisTickLabelsColor(TEXT);
    }
}
