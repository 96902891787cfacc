package io.latentwatch.evaluation.corrupt;

import io.latentwatch.evaluation.images.Bilinear;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** What processing does to pictures. */
final class Digital {
    private Digital() {}

    /** Draws values towards the mean of their channel; {@code strength}: what is left of their distance. */
    static Picture contrast(Picture picture, double[] strength, SplittableRandom random) {
        return picture.eachPlane(plane -> {
            double sum = 0;
            for (float value : plane) {
                sum += value;
            }
            double mean = sum / plane.length;
            float[] flatter = new float[plane.length];
            for (int i = 0; i < flatter.length; i++) {
                flatter[i] = (float) (mean + strength[0] * (plane[i] - mean));
            }
            return flatter;
        });
    }

    /** Bends the picture; {@code strength}: root mean square of the shifts in each direction, and sigma of the Gaussian blur that makes them smooth. */
    static Picture elastic(Picture picture, double[] strength, SplittableRandom random) {
        float[] down = shifts(picture, strength, random);
        float[] right = shifts(picture, strength, random);
        int width = picture.width();
        return picture.eachPlane(plane -> {
            float[] bent = new float[plane.length];
            for (int i = 0; i < bent.length; i++) {
                int row = i / width;
                int column = i % width;
                bent[i] = (float) Bilinear.at(plane, picture.height(), width, row + down[i], column + right[i]);
            }
            return bent;
        });
    }

    private static float[] shifts(Picture picture, double[] strength, SplittableRandom random) {
        float[] chance = new float[picture.size()];
        for (int i = 0; i < chance.length; i++) {
            chance[i] = (float) random.nextDouble(-1, 1);
        }
        float[] smooth = Kernel.gaussian(picture.pixels(strength[1])).apply(chance, picture.height(), picture.width());
        double squares = 0;
        for (float shift : smooth) {
            squares += (double) shift * shift;
        }
        double scale = picture.pixels(strength[0]) / Math.sqrt(squares / smooth.length);
        for (int i = 0; i < smooth.length; i++) {
            smooth[i] *= (float) scale;
        }
        return smooth;
    }

    /** Fewer pixels, each the mean of what it covers, shown at the old size; {@code strength}: their share along each side. */
    static Picture pixelate(Picture picture, double[] strength, SplittableRandom random) {
        int height = picture.height();
        int width = picture.width();
        int rows = Math.max(1, (int) (height * strength[0]));
        int columns = Math.max(1, (int) (width * strength[0]));
        return picture.eachPlane(plane -> {
            float[] cells = new float[rows * columns];
            for (int row = 0; row < rows; row++) {
                double top = (double) row * height / rows;
                double bottom = (double) (row + 1) * height / rows;
                for (int column = 0; column < columns; column++) {
                    double left = (double) column * width / columns;
                    double right = (double) (column + 1) * width / columns;
                    cells[row * columns + column] = (float) mean(plane, width, top, bottom, left, right);
                }
            }
            float[] shown = new float[plane.length];
            for (int row = 0; row < height; row++) {
                int rowOfCells = (int) ((row + 0.5) * rows / height);
                for (int column = 0; column < width; column++) {
                    int columnOfCells = (int) ((column + 0.5) * columns / width);
                    shown[row * width + column] = cells[rowOfCells * columns + columnOfCells];
                }
            }
            return shown;
        });
    }

    /** Mean over a rectangle whose edges may cut through pixels. */
    private static double mean(float[] plane, int width, double top, double bottom, double left, double right) {
        double sum = 0;
        for (int row = (int) top; row < bottom; row++) {
            double high = Math.min(row + 1, bottom) - Math.max(row, top);
            for (int column = (int) left; column < right; column++) {
                double wide = Math.min(column + 1, right) - Math.max(column, left);
                sum += high * wide * plane[Math.min(row * width + column, plane.length - 1)];
            }
        }
        return sum / ((bottom - top) * (right - left));
    }

    /** JPEG and back, by the JDK's own coder; {@code strength}: quality from 1 to 100 on the usual scale of the Independent JPEG Group. */
    static Picture jpeg(Picture picture, double[] strength, SplittableRandom random) {
        int channels = picture.channels().length;
        BufferedImage image = new BufferedImage(
                picture.width(),
                picture.height(),
                channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        byte[] pixels = new byte[picture.size() * channels];
        picture.write(pixels, 0);
        WritableRaster raster = image.getRaster();
        for (int i = 0; i < pixels.length; i++) {
            int pixel = i / channels;
            raster.setSample(pixel % picture.width(), pixel / picture.width(), i % channels, pixels[i] & 0xff);
        }
        try {
            WritableRaster decoded = ImageIO.read(new ByteArrayInputStream(encode(image, strength[0] / 100)))
                    .getRaster();
            float[][] values = new float[channels][picture.size()];
            for (int channel = 0; channel < channels; channel++) {
                decoded.getSamples(0, 0, picture.width(), picture.height(), channel, values[channel]);
                for (int i = 0; i < values[channel].length; i++) {
                    values[channel][i] /= 255;
                }
            }
            return new Picture(picture.height(), picture.width(), values);
        } catch (IOException e) {
            throw new IllegalStateException("an array in memory can be written and read", e);
        }
    }

    private static byte[] encode(BufferedImage image, double quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality((float) quality);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
