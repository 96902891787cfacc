package io.latentwatch.local.page;

import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.decode.PixelDecoder;
import io.latentwatch.detector.decode.Pixels;
import io.latentwatch.detector.images.EncodedImage;
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
        ImageIO.write(picture(small(decoder.decode(image))), "png", file);
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

    private static Pixels small(Pixels pixels) {
        int longest = Math.max(pixels.height(), pixels.width());
        return longest <= LONGEST_SIDE
                ? pixels
                : pixels.stretched(shorter(pixels.height(), longest), shorter(pixels.width(), longest));
    }

    private static int shorter(int side, int longest) {
        return (int) Math.max(1, (long) side * LONGEST_SIDE / longest);
    }
}
