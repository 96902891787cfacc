package io.latentwatch.local.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.decode.PixelDecoder;
import io.latentwatch.detector.decode.Pixels;
import io.latentwatch.detector.images.EncodedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureFileTest {
    private final PictureFile pictures = new PictureFile();
    private final PixelDecoder decoder = new PixelDecoder(1 << 20);

    @ParameterizedTest
    @CsvSource({"28, 28, 1", "32, 20, 3", "1, 1, 1", "320, 320, 3"})
    void keepsEveryPixelOfAnImageThatFits(int height, int width, int channels) throws Exception {
        byte[] raw = new byte[height * width * channels];
        new Random(5).nextBytes(raw);

        Pixels shown = decoder.decode(EncodedImage.file(pictures.png(EncodedImage.raw(raw, height, width, channels))));

        assertThat(shown.height()).isEqualTo(height);
        assertThat(shown.width()).isEqualTo(width);
        assertThat(shown.withChannels(channels).values()).isEqualTo(raw);
    }

    @ParameterizedTest
    @CsvSource({"640, 480, 320, 240", "1, 100000, 1, 320", "2000, 3, 320, 1"})
    void bringsTheLongerSideOfALargeImageToItsLimit(int height, int width, int shownHeight, int shownWidth)
            throws Exception {
        byte[] raw = new byte[height * width];
        Arrays.fill(raw, (byte) 77);

        Pixels shown = decoder.decode(EncodedImage.file(pictures.png(EncodedImage.raw(raw, height, width, 1))));

        assertThat(new int[] {shown.height(), shown.width()}).containsExactly(shownHeight, shownWidth);
        assertThat(shown.values()).containsOnly((byte) 77);
    }

    @Test
    void givesNoBytesThatItCannotRead() {
        byte[] page = "<script>document.title = 'owned'</script>".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> pictures.png(EncodedImage.file(page))).isInstanceOf(ImageRefusedException.class);
        assertThatThrownBy(() -> pictures.png(EncodedImage.raw(new byte[16_000_001], 1, 16_000_001, 1)))
                .isInstanceOf(ImageRefusedException.class)
                .hasMessageContaining("16000000");
    }
}
