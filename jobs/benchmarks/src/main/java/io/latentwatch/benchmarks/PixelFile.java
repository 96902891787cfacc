package io.latentwatch.benchmarks;

import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.schemas.Encoding;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Raw pixels as a file. */
public final class PixelFile {
    private PixelFile() {}

    /** The same image in an encoding: PNG, JPEG, or raw as it is. */
    public static EncodedImage of(EncodedImage raw, Encoding encoding) throws IOException {
        if (encoding == Encoding.RAW_UINT8) {
            return raw;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(drawn(raw), encoding == Encoding.PNG ? "png" : "jpeg", out);
        return EncodedImage.file(encoding, out.toByteArray());
    }

    private static BufferedImage drawn(EncodedImage raw) {
        int type = raw.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
        BufferedImage drawn = new BufferedImage(raw.width(), raw.height(), type);
        int[] samples = new int[raw.bytes().length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = raw.bytes()[i] & 0xff;
        }
        drawn.getRaster().setPixels(0, 0, raw.width(), raw.height(), samples);
        return drawn;
    }
}
