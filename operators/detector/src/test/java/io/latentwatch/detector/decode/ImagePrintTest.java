package io.latentwatch.detector.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePrintTest {
    /** 16 x 16 with one channel: each cell is the mean of 2 x 2 pixels, here 10, 20, 30 and 60. */
    @Test
    void isTheMeanBrightnessOfEachCell() {
        byte[] pixels = new byte[256];
        pixels[0] = 10;
        pixels[1] = 20;
        pixels[16] = 30;
        pixels[17] = 60;

        byte[] print = ImagePrint.of(pixels, 1, 16, 16);

        assertThat(print[0]).isEqualTo((byte) 30);
        assertThat(Arrays.copyOfRange(print, 1, 64)).containsOnly(0);
    }

    @Test
    void averagesColours() {
        byte[] pixels = new byte[3 * 64];
        Arrays.fill(pixels, 0, 64, (byte) 200);
        Arrays.fill(pixels, 64, 128, (byte) 100);

        assertThat(ImagePrint.of(pixels, 3, 8, 8)).containsOnly(100);
    }

    /** Against a plain mean, cell by cell: widths that are no multiple of 8, and cells of more lines than 16 bits hold sums of. */
    @ParameterizedTest
    @CsvSource({"1, 28, 28", "3, 32, 32", "3, 17, 29", "1, 9, 7", "1, 2400, 8", "3, 224, 224"})
    void isTheMeanOfEachCellAtAnySize(int channels, int height, int width) {
        byte[] pixels = new byte[channels * height * width];
        new Random(3).nextBytes(pixels);
        Arrays.fill(pixels, 0, pixels.length / 2, (byte) 255);

        byte[] print = ImagePrint.of(pixels, channels, height, width);

        for (int row = 0; row < 8; row++) {
            for (int cell = 0; cell < 8; cell++) {
                int top = row * height / 8;
                int bottom = Math.max(top + 1, (row + 1) * height / 8);
                int left = cell * width / 8;
                int right = Math.max(left + 1, (cell + 1) * width / 8);
                int sum = 0;
                for (int c = 0; c < channels; c++) {
                    for (int y = top; y < bottom; y++) {
                        for (int x = left; x < right; x++) {
                            sum += pixels[(c * height + y) * width + x] & 0xff;
                        }
                    }
                }
                assertThat(print[row * 8 + cell] & 0xff).isEqualTo(sum / (channels * (bottom - top) * (right - left)));
            }
        }
    }

    @Test
    void takesImagesOfFewerPixelsThanCells() {
        assertThat(ImagePrint.of(new byte[] {7}, 1, 1, 1)).containsOnly(7);
        assertThat(ImagePrint.of(new byte[] {1, 9}, 1, 1, 2)).contains(1, 9);
    }

    /** All cells 255 against all 0: 1; one of 64 by 51 of 255: 0.2 / 64. */
    @Test
    void liesApartByTheMeanDifferenceOfCells() {
        byte[] black = new byte[64];
        byte[] white = new byte[64];
        Arrays.fill(white, (byte) 255);
        byte[] spot = new byte[64];
        spot[5] = 51;

        assertThat(ImagePrint.distance(black, white, 0)).isEqualTo(1);
        assertThat(ImagePrint.distance(black, spot, 0)).isCloseTo(0.2 / 64, within(1e-12));
    }

    /** Noise of 0.1 on each of 12 pixels or so of a cell moves their mean by about 0.03, two random images' cells lie 0.1 or more apart. */
    @Test
    void movesLittleUnderNoise() {
        Random random = new Random(1);
        byte[] one = blocks(random);
        byte[] other = blocks(random);
        byte[] noisy = one.clone();
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] = (byte) Math.max(0, Math.min(255, (noisy[i] & 0xff) + 25.5 * random.nextGaussian()));
        }
        byte[] print = ImagePrint.of(one, 1, 28, 28);

        double toNoisy = ImagePrint.distance(print, ImagePrint.of(noisy, 1, 28, 28), 0);
        double toOther = ImagePrint.distance(print, ImagePrint.of(other, 1, 28, 28), 0);

        assertThat(toNoisy).isLessThan(0.04);
        assertThat(toOther).isGreaterThan(0.1);
    }

    /** 7 x 7 random levels, each on 4 x 4 pixels. */
    private static byte[] blocks(Random random) {
        byte[] levels = new byte[49];
        random.nextBytes(levels);
        byte[] pixels = new byte[784];
        for (int i = 0; i < 784; i++) {
            pixels[i] = levels[i / 28 / 4 * 7 + i % 28 / 4];
        }
        return pixels;
    }
}
