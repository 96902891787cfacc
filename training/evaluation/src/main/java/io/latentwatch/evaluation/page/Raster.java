package io.latentwatch.evaluation.page;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.function.DoubleFunction;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.internal.chartpart.Chart;

/** A small picture, a few dots a value, that is kept within the page. */
public final class Raster {
    private final BufferedImage image;

    public Raster(int width, int height) {
        this(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
    }

    private Raster(BufferedImage image) {
        this.image = image;
    }

    /** A chart, as large as it is: for pages with so many that they would be too large as {@link Svg}. */
    public static Raster of(Chart<?, ?> chart) {
        return new Raster(BitmapEncoder.getBufferedImage(chart));
    }

    /**
     * A field of numbers.
     *
     * @param values by row, from the top
     * @param dots of each value, in both directions
     */
    public static Raster of(double[][] values, DoubleFunction<Color> colours, int dots) {
        Raster raster = new Raster(values[0].length * dots, values.length * dots);
        raster.draw(values, colours, dots, 0, 0);
        return raster;
    }

    /** Draws a field with its upper left corner at a place. */
    public void draw(double[][] values, DoubleFunction<Color> colours, int dots, int left, int top) {
        for (int row = 0; row < values.length; row++) {
            for (int column = 0; column < values[row].length; column++) {
                fill(left + column * dots, top + row * dots, dots, dots, colours.apply(values[row][column]));
            }
        }
    }

    /** Fills a rectangle; what lies outside the picture is left out. */
    public void fill(int left, int top, int width, int height, Color colour) {
        for (int y = Math.max(0, top); y < Math.min(image.getHeight(), top + height); y++) {
            for (int x = Math.max(0, left); x < Math.min(image.getWidth(), left + width); x++) {
                image.setRGB(x, y, colour.getRGB());
            }
        }
    }

    /** Draws the edge of a rectangle, one dot wide. */
    public void outline(int left, int top, int width, int height, Color colour) {
        fill(left, top, width, 1, colour);
        fill(left, top + height - 1, width, 1, colour);
        fill(left, top, 1, height, colour);
        fill(left + width - 1, top, 1, height, colour);
    }

    /** As an img element. */
    public String html(String alternative) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(0); // as small as it gets: nothing is lost
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), settings);
        } catch (IOException e) {
            throw new IllegalStateException("an array in memory can be written", e);
        } finally {
            writer.dispose();
        }
        return "<img alt=\"%s\" width=\"%d\" height=\"%d\" src=\"data:image/png;base64,%s\">"
                .formatted(
                        Html.escape(alternative),
                        image.getWidth(),
                        image.getHeight(),
                        Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }
}
