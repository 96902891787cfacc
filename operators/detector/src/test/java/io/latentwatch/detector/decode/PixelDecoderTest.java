package io.latentwatch.detector.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Encoding;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PixelDecoderTest {
    private final PixelDecoder decoder = new PixelDecoder(100);

    @Test
    void keepsSizeAndColours() throws Exception {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0x010203);
        image.setRGB(1, 0, 0x040506);

        Pixels pixels = decoder.decode(png(image));

        assertThat(pixels.values()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(pixels.height()).isEqualTo(1);
        assertThat(pixels.width()).isEqualTo(2);
        assertThat(pixels.channels()).isEqualTo(3);
    }

    @Test
    void keepsGreyGreyAndMakesItColourOnRequest() throws Exception {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, 9);

        Pixels pixels = decoder.decode(png(image));

        assertThat(pixels.values()).containsExactly(9);
        assertThat(pixels.withChannels(3).values()).containsExactly(9, 9, 9);
        assertThat(pixels.withChannels(1)).isSameAs(pixels);
    }

    @Test
    void refusesTooManyPixelsByTheHeader() throws IOException {
        EncodedImage large = png(new BufferedImage(11, 10, BufferedImage.TYPE_INT_RGB));

        assertThatThrownBy(() -> decoder.decode(large))
                .isInstanceOfSatisfying(
                        ImageRefusedException.class, e -> assertThat(e.reason()).isEqualTo(DeadLetterReason.TOO_LARGE));
    }

    private static EncodedImage png(BufferedImage image) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image, "png", file);
        return EncodedImage.file(Encoding.PNG, file.toByteArray());
    }
}
