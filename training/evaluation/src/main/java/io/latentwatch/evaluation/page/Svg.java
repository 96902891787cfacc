package io.latentwatch.evaluation.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;

/** A chart as an svg element for a page: it scales with its box, names no outside address, and its ids meet no other chart's. */
public final class Svg {
    private static final Pattern IDS = Pattern.compile("id=\"([^\"]+)\"");

    private Svg() {}

    /**
     * Draws a chart.
     *
     * @param id of the chart on the page, for its inner ids
     * @param alternative text for who cannot see it
     */
    public static String of(Chart<?, ?> chart, String id, String alternative) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
        } catch (IOException e) {
            throw new IllegalStateException("an array in memory can be written", e);
        }
        String file = bytes.toString(StandardCharsets.UTF_8);
        String element = file.substring(file.indexOf("<svg"));
        String inside = element.substring(element.indexOf('>') + 1);
        return "<svg role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %d %d\">%s"
                .formatted(Html.escape(alternative), chart.getWidth(), chart.getHeight(), own(inside.strip(), id));
    }

    private static String own(String inside, String id) {
        String own = inside;
        Matcher found = IDS.matcher(inside);
        for (int number = 1; found.find(); number++) { // the library's numbers are others each time
            String name = found.group(1);
            String ours = id + "-" + number;
            own = own.replace("id=\"" + name + "\"", "id=\"" + ours + "\"").replace("#" + name + ")", "#" + ours + ")");
        }
        return own;
    }
}
