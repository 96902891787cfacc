package io.latentwatch.reference.profile;

import io.latentwatch.bundle.Manifest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** An image as the network takes it, as a PNG file for people. */
final class ExamplePng {
    private ExamplePng() {}

    /** @param pixels {@code [C, H, W]} unsigned bytes in the input's colour order */
    static byte[] write(byte[] pixels, Manifest.Input input) {
        boolean grey = input.channels() == 1;
        BufferedImage image = new BufferedImage(
                input.width(), input.height(), grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        int plane = input.height() * input.width();
        boolean reversed = input.colourOrder() == Manifest.ColourOrder.BGR;
        for (int c = 0; c < input.channels(); c++) {
            int band = reversed ? input.channels() - 1 - c : c;
            for (int p = 0; p < plane; p++) {
                image.getRaster().setSample(p % input.width(), p / input.width(), band, pixels[c * plane + p] & 0xff);
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }
}
