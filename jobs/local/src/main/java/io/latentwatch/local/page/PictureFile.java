package io.latentwatch.local.page;

import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.decode.PixelDecoder;
import io.latentwatch.detector.decode.Pixels;
import io.latentwatch.detector.images.EncodedImage;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/**
 * Makes PNG files for browsers out of images of unknown origin. A browser is never given a producer's bytes: they are decoded as the job does it, and written anew. Not thread-safe.
 */
final class PictureFile {
    /** Longer sides are brought to this many pixels. */
    static final int LONGEST_SIDE = 320;

    private static final long MOST_PIXELS = 16_000_000;

    private final PixelDecoder decoder = new PixelDecoder(MOST_PIXELS);

    /**
     * A PNG file of the image: the same pixels, or fewer where it is large.
     *
     * @throws ImageRefusedException if it cannot be decoded, or has more than 16 million pixels
     */
    byte[] png(EncodedImage image) throws ImageRefusedException, IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(small(picture(decoder.decode(image))), "png", file);
        return file.toByteArray();
    }

    private static BufferedImage picture(Pixels pixels) {
        boolean grey = pixels.channels() == 1;
        BufferedImage picture = new BufferedImage(
                pixels.width(), pixels.height(), grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        int[] row = new int[pixels.width() * pixels.channels()];
        for (int y = 0; y < pixels.height(); y++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = pixels.values()[y * row.length + i] & 0xff;
            }
            picture.getRaster().setPixels(0, y, pixels.width(), 1, row);
        }
        return picture;
    }

    private static BufferedImage small(BufferedImage picture) {
        int longest = Math.max(picture.getWidth(), picture.getHeight());
        if (longest <= LONGEST_SIDE) {
            return picture;
        }
        int width = Math.max(1, picture.getWidth() * LONGEST_SIDE / longest);
        int height = Math.max(1, picture.getHeight() * LONGEST_SIDE / longest);
        BufferedImage small = new BufferedImage(width, height, picture.getType());
        Graphics2D graphics = small.createGraphics();
        graphics.drawImage(picture.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING), 0, 0, null);
        graphics.dispose();
        return small;
    }
}
