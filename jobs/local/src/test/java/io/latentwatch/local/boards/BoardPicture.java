package io.latentwatch.local.boards;

import io.latentwatch.local.boards.Board.Answer;
import io.latentwatch.local.boards.Board.Panel;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.HeatMapStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a board much as Grafana lays it out: time series, heat maps and single values; texts as they stand. */
public final class BoardPicture {
    private static final Pattern LINK = Pattern.compile("\\[([^]]+)]\\([^)]*\\)");
    private static final int CELL_WIDTH = 50;
    private static final int CELL_HEIGHT = 32;
    private static final int TITLE = 26;
    private static final int HEAD = 44;
    private static final int MOST_TICKS = 12;
    private static final Color TEXT = new Color(36, 41, 46);
    private static final Color FRAME = new Color(220, 222, 226);
    /** Okabe and Ito's, and more: they stay apart for who confuses red and green. */
    private static final Color[] COLOURS = {
        new Color(0, 114, 178),
        new Color(213, 94, 0),
        new Color(0, 158, 115),
        new Color(204, 121, 167),
        new Color(86, 180, 233),
        new Color(230, 159, 0),
        new Color(60, 60, 60),
        new Color(120, 94, 240),
        new Color(150, 110, 40),
        new Color(160, 160, 160)
    };

    private static final Map<String, Color> NAMED = Map.of(
            "green", new Color(86, 166, 75),
            "orange", new Color(255, 152, 48),
            "red", new Color(224, 47, 68));

    private final Board board;
    private final BufferedImage image;
    private final Graphics2D graphics;

    private BoardPicture(Board board) {
        this.board = board;
        int rows = board.panels().stream().mapToInt(p -> p.y() + p.h()).max().orElse(1);
        this.image = new BufferedImage(24 * CELL_WIDTH, HEAD + rows * CELL_HEIGHT, BufferedImage.TYPE_INT_RGB);
        this.graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    }

    /** Draws a board; {@code answers} to the queries of each panel, in their order. */
    public static void write(Board board, List<List<Answer>> answers, Path file) throws IOException {
        BoardPicture picture = new BoardPicture(board);
        picture.draw(answers);
        ImageIO.write(picture.image, "png", file.toFile());
    }

    private void draw(List<List<Answer>> answers) {
        graphics.setColor(new Color(244, 245, 245));
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setColor(TEXT);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 20));
        graphics.drawString(board.title(), 12, 29);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        graphics.drawString("times in seconds before the end", image.getWidth() - 220, 29);
        for (int i = 0; i < board.panels().size(); i++) {
            draw(board.panels().get(i), answers.get(i));
        }
    }

    private void draw(Panel panel, List<Answer> answers) {
        int x = panel.x() * CELL_WIDTH + 4;
        int y = HEAD + panel.y() * CELL_HEIGHT + 4;
        int width = panel.w() * CELL_WIDTH - 8;
        int height = panel.h() * CELL_HEIGHT - 8;
        graphics.setColor(Color.WHITE);
        graphics.fillRect(x, y, width, height);
        graphics.setColor(FRAME);
        graphics.drawRect(x, y, width, height);
        graphics.setColor(TEXT);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, panel.kind().equals("stat") ? 12 : 14));
        graphics.drawString(panel.title(), x + 8, y + 18);
        Graphics2D inside = (Graphics2D) graphics.create(x + 1, y + TITLE, width - 1, height - TITLE);
        boolean empty = answers.stream().allMatch(answer -> answer.series().isEmpty());
        if (panel.kind().equals("text")) {
            text(LINK.matcher(panel.options().get("content").asText()).replaceAll("$1"), inside, width);
        } else if (empty) {
            text("No data", inside, width);
        } else if (panel.kind().equals("stat")) {
            stat(panel, answers, inside, width, height - TITLE);
        } else {
            Chart<?, ?> chart = panel.kind().equals("heatmap")
                    ? heatMap(panel, answers.get(0), width, height - TITLE)
                    : series(panel, answers, width, height - TITLE);
            chart.paint(inside, width - 1, height - TITLE);
        }
        inside.dispose();
    }

    private static void text(String text, Graphics2D inside, int width) {
        inside.setColor(TEXT);
        inside.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        int y = 24;
        StringBuilder line = new StringBuilder();
        for (String word : text.replace("\n\n", " \n ").split(" ", -1)) {
            boolean full = inside.getFontMetrics().stringWidth(line + " " + word) > width - 24;
            if (full || word.equals("\n")) {
                inside.drawString(line.toString(), 10, y);
                y += word.equals("\n") ? 28 : 18;
                line.setLength(0);
            }
            line.append(word.equals("\n") ? "" : word + " ");
        }
        inside.drawString(line.toString(), 10, y);
    }

    private static void stat(Panel panel, List<Answer> answers, Graphics2D inside, int width, int height) {
        double last = Double.NaN;
        for (double value : answers.get(0).series().values().iterator().next()) {
            last = Double.isNaN(value) ? last : value;
        }
        inside.setColor(NAMED.get(panel.colour(last)));
        inside.fillRect(0, 0, width, height);
        inside.setColor(Color.WHITE);
        inside.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 32));
        double value = last;
        String text = panel.mapped(last).orElseGet(() -> shown(value, panel.unit()));
        inside.drawString(text, (width - inside.getFontMetrics().stringWidth(text)) / 2, height / 2 + 12);
    }

    private static XYChart series(Panel panel, List<Answer> answers, int width, int height) {
        XYChart chart = new XYChartBuilder().width(width).height(height).build();
        style(chart.getStyler());
        boolean points = panel.defaults().at("/custom/drawStyle").asText().equals("points");
        boolean stacked = panel.defaults().at("/custom/stacking/mode").asText().equals("normal");
        boolean log =
                panel.defaults().at("/custom/scaleDistribution/type").asText().equals("log");
        Scale scale = Scale.of(panel.unit());
        chart.getStyler().setYAxisLogarithmic(log);
        chart.getStyler().setYAxisDecimalPattern(log ? "0.##E0" : scale.pattern());
        chart.setYAxisTitle(scale.title());
        double largest = 0;
        double[] below = new double[answers.get(0).secondsAgo().length];
        List<XYSeries> drawn = new ArrayList<>();
        for (Answer answer : answers) {
            for (Map.Entry<String, double[]> one : answer.series().entrySet()) {
                double[] values = new double[below.length];
                for (int i = 0; i < values.length; i++) {
                    double value = one.getValue()[i] * scale.factor();
                    below[i] += stacked && !Double.isNaN(value) ? value : 0;
                    values[i] = stacked ? below[i] : value;
                    largest = Double.isNaN(values[i]) ? largest : Math.max(largest, values[i]);
                }
                drawn.add(add(chart, unique(chart, one.getKey()), answer.secondsAgo(), values));
            }
        }
        for (int i = 0; i < drawn.size(); i++) {
            Color colour = COLOURS[i % COLOURS.length];
            drawn.get(i).setMarkerColor(colour);
            drawn.get(i).setLineColor(colour);
            drawn.get(i).setLineStyle(new BasicStroke(1.6f));
            drawn.get(i).setMarker(points ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
            if (points) {
                drawn.get(i).setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            }
        }
        addThreshold(panel, chart, answers.get(0).secondsAgo(), scale, largest, log);
        if (panel.defaults().has("min") && !log) {
            chart.getStyler().setYAxisMin(panel.defaults().get("min").asDouble());
            if (largest == 0) {
                chart.getStyler().setYAxisMax(1.0);
            }
        }
        return chart;
    }

    private static XYSeries add(XYChart chart, String name, double[] times, double[] values) {
        // a gap is drawn where a value is null or NaN; a series of nothing but gaps has no place on an axis
        double[] shown = Arrays.stream(values).allMatch(Double::isNaN) ? new double[values.length] : values;
        return chart.addSeries(name, times, shown);
    }

    private static String unique(XYChart chart, String name) {
        String free = name.isEmpty() ? "value" : name;
        while (chart.getSeriesMap().containsKey(free)) {
            free += " ";
        }
        return free;
    }

    /** Only where it is not so far above that it would hide the values. */
    private static void addThreshold(
            Panel panel, XYChart chart, double[] times, Scale scale, double largest, boolean log) {
        panel.threshold().map(limit -> limit * scale.factor()).ifPresent(limit -> {
            if (log || limit <= 3 * largest) {
                double[] line = new double[times.length];
                Arrays.fill(line, limit);
                XYSeries series = chart.addSeries("limit", times, line);
                series.setMarker(SeriesMarkers.NONE);
                series.setLineColor(NAMED.get("red"));
                series.setLineStyle(
                        new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {6, 4}, 0));
            }
        });
    }

    private static HeatMapChart heatMap(Panel panel, Answer answer, int width, int height) {
        boolean buckets = panel.options().at("/rowsFrame/layout").asText().equals("le");
        List<Map.Entry<String, double[]>> rows = new ArrayList<>(answer.series().entrySet());
        rows.sort((a, b) -> Double.compare(order(a.getKey()), order(b.getKey())));
        HeatMapChart chart =
                new HeatMapChartBuilder().width(width).height(height).build();
        style(chart.getStyler());
        chart.getStyler().setRangeColors(new Color[] {
            new Color(255, 250, 240), new Color(253, 190, 120), new Color(230, 100, 30), new Color(130, 30, 10)
        });
        chart.getStyler().setPlotContentSize(0.98);
        chart.getStyler().setHeatMapDecimalValueFormatter(value -> String.format(Locale.ROOT, "%.3g", value));
        List<Integer> xs = new ArrayList<>();
        List<String> ys = new ArrayList<>();
        List<Number[]> cells = new ArrayList<>();
        for (double ago : answer.secondsAgo()) {
            xs.add((int) Math.round(ago));
        }
        double least = panel.options().at("/color/min").asDouble(0);
        double most = least;
        for (int row = 0; row < rows.size(); row++) {
            ys.add(rows.get(row).getKey());
            for (int i = 0; i < xs.size(); i++) {
                double value = rows.get(row).getValue()[i];
                // buckets are cumulative: a row is what lies above the row below
                double shown = buckets && row > 0 ? value - rows.get(row - 1).getValue()[i] : value;
                if (Double.isFinite(shown)) {
                    cells.add(new Number[] {i, row, Math.max(shown, least)});
                    most = Math.max(most, shown);
                }
            }
        }
        chart.getStyler().setMin(least);
        chart.getStyler().setMax(most);
        chart.getStyler().setXAxisMaxLabelCount(MOST_TICKS);
        chart.addSeries("heat", xs, ys, cells);
        return chart;
    }

    /** Numbers by size, +Inf last; names after them, in the order of their first digits. */
    private static double order(String name) {
        if (name.equals("+Inf")) {
            return Double.MAX_VALUE;
        }
        try {
            return Double.parseDouble(name);
        } catch (NumberFormatException e) {
            return 1e6 + name.chars().sum();
        }
    }

    private static void style(Styler styler) {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setChartTitleVisible(false);
        styler.setLegendPosition(
                styler instanceof HeatMapStyler ? Styler.LegendPosition.OutsideE : Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(
                styler instanceof HeatMapStyler ? Styler.LegendLayout.Vertical : Styler.LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendSeriesLineLength(12);
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        styler.setLegendPadding(2);
        styler.setChartPadding(12); // with less, a legend below covers the labels of the axis
    }

    private static String shown(double value, String unit) {
        if (unit.equals("s")) {
            return value > 86_400
                    ? String.format(Locale.ROOT, "%.1f days", value / 86_400)
                    : String.format(Locale.ROOT, "%.0f s", value);
        }
        Scale scale = Scale.of(unit);
        return String.format(Locale.ROOT, "%.3g %s", value * scale.factor(), scale.title())
                .trim();
    }

    /** How a unit of Grafana's is written on an axis. */
    private record Scale(double factor, String title, String pattern) {
        private static Scale of(String unit) {
            return switch (unit) {
                case "percentunit" -> new Scale(100, "%", "0.##");
                case "s" -> new Scale(1000, "ms", "#,##0.##");
                case "ms" -> new Scale(1, "ms", "#,##0.##");
                case "bytes" -> new Scale(1.0 / (1 << 20), "MiB", "#,##0.#");
                case "dateTimeAsIso" -> new Scale(1.0 / 86_400_000, "days since 1970", "#,##0");
                default ->
                    new Scale(1, unit.startsWith("suffix: ") ? unit.substring("suffix: ".length()) : "", "#,##0.####");
            };
        }
    }
}
