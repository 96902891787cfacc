package io.latentwatch.evaluation.sample;

import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** How an image's pixels become bytes; both lose nothing. */
public enum PixelEncoding {
    /** Height x width x channels unsigned bytes. */
    RAW {
        @Override
        byte[] encode(LabelledImages images, int index) {
            return images.image(index);
        }
    },
    PNG {
        @Override
        byte[] encode(LabelledImages images, int index) {
            ImageShape shape = images.shape();
            int type = switch (shape.channels()) {
                case 1 -> BufferedImage.TYPE_BYTE_GRAY;
                case 3 -> BufferedImage.TYPE_INT_RGB;
                default ->
                    throw new IllegalArgumentException(
                            "PNG holds 1 or 3 channels, found " + shape.channels() + "; use --encoding raw");
            };
            BufferedImage image = new BufferedImage(shape.width(), shape.height(), type);
            byte[] pixels = images.image(index);
            if (shape.channels() == 1) {
                image.getRaster().setDataElements(0, 0, shape.width(), shape.height(), pixels);
            } else {
                for (int i = 0; i < shape.width() * shape.height(); i++) {
                    int red = pixels[3 * i] & 0xff;
                    int green = pixels[3 * i + 1] & 0xff;
                    int blue = pixels[3 * i + 2] & 0xff;
                    int rgb = (red << 16) | (green << 8) | blue;
                    image.setRGB(i % shape.width(), i / shape.width(), rgb);
                }
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                ImageIO.write(image, "png", out);
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory", e);
            }
            return out.toByteArray();
        }
    };

    abstract byte[] encode(LabelledImages images, int index);
}
