package io.latentwatch.evaluation.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PixelEncodingTest {
    /** Two images of 1 x 2 pixels, red-green-blue. */
    private static final LabelledImages COLOURS = new LabelledImages(
            new ImageShape(3, 1, 2), new byte[] {0, 0, 0, 0, 0, 0, (byte) 255, 1, 2, 3, (byte) 254, 5}, new byte[2]);

    @Test
    void rawIsTheBytesThemselves() {
        assertThat(PixelEncoding.RAW.encode(COLOURS, 1)).containsExactly(255, 1, 2, 3, 254, 5);
    }

    @Test
    void pngKeepsColoursAndTheirOrder() throws IOException {
        BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(PixelEncoding.PNG.encode(COLOURS, 1)));

        assertThat(decoded.getRGB(0, 0) & 0xffffff).isEqualTo(0xff0102);
        assertThat(decoded.getRGB(1, 0) & 0xffffff).isEqualTo(0x03fe05);
    }
}
