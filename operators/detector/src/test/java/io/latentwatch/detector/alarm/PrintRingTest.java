package io.latentwatch.detector.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.decode.ImagePrint;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PrintRingTest {
    @Test
    void measuresTheDistanceToTheThirdNearest() {
        PrintRing ring = new PrintRing();
        assertThat(ring.add(level(0))).isEqualTo(1);
        assertThat(ring.add(level(51))).isEqualTo(1);
        assertThat(ring.add(level(102))).isEqualTo(1);

        // 255 lies 153, 204 and 255 away
        assertThat(ring.add(level(255))).isEqualTo(1);
        // 51 lies 0, 51, 51 and 204 away
        assertThat(ring.add(level(51))).isEqualTo(0.2);
    }

    @Test
    void forgetsAllButTheNewest() {
        PrintRing ring = new PrintRing();
        for (int i = 0; i < 3; i++) {
            ring.add(level(0));
        }
        for (int i = 0; i < PrintRing.SIZE - 1; i++) {
            ring.add(level(255));
        }
        assertThat(ring.add(level(0))).isEqualTo(1);
    }

    /**
     * A query attack on one image, steps of 8/255 on random squares as Square makes them, against independent images. The limit is the one that one in a hundred of independent images
     * falls below; the e-detector then needs so many images until its budget of 1e8 is reached.
     */
    @Test
    void findsAQueryAttackWithinTwentyQueriesAndLetsIndependentImagesPass() {
        Random random = new Random(7);
        double limit = limitOfOnePercent(random);
        for (int run = 0; run < 5; run++) {
            int independent = imagesUntilAlarm(limit, 2_000, () -> image(random));
            byte[] image = image(random);
            int attack = imagesUntilAlarm(limit, 200, () -> {
                square(image, random);
                return image;
            });
            assertThat(independent).isEqualTo(2_000);
            assertThat(attack).isLessThanOrEqualTo(20);
        }
    }

    /** Every tenth image is a query, the others are independent: the ring of 50 still holds five queries. */
    @Test
    void findsAQueryAttackThatHidesAmongOtherImages() {
        Random random = new Random(8);
        double limit = limitOfOnePercent(random);
        byte[] image = image(random);
        int[] count = {0};
        int images = imagesUntilAlarm(limit, 2_000, () -> {
            if (count[0]++ % 10 == 0) {
                square(image, random);
                return image;
            }
            return image(random);
        });
        assertThat(images).isLessThan(2_000);
    }

    private static double limitOfOnePercent(Random random) {
        PrintRing ring = new PrintRing();
        double[] distances = new double[3_000];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = ring.add(print(image(random)));
        }
        Arrays.sort(distances);
        return distances[20]; // a little below one in a hundred
    }

    private static int imagesUntilAlarm(double limit, int most, Supplier<byte[]> source) {
        PrintRing ring = new PrintRing();
        ShiryaevRoberts statistic = new ShiryaevRoberts(0.01);
        for (int i = 1; i < most; i++) {
            if (statistic.add(ring.add(print(source.get())) <= limit) >= 1e8) {
                return i;
            }
        }
        return most;
    }

    private static byte[] print(byte[] pixels) {
        return ImagePrint.of(pixels, 1, 28, 28);
    }

    /** 28 x 28: a smooth random shape. */
    private static byte[] image(Random random) {
        double a = random.nextGaussian();
        double b = random.nextGaussian();
        double c = random.nextGaussian();
        double d = random.nextGaussian();
        byte[] pixels = new byte[784];
        for (int i = 0; i < 784; i++) {
            int row = i / 28;
            double y = (row - 13.5) / 14;
            double x = (i % 28 - 13.5) / 14;
            pixels[i] = (byte) (255 / (1 + Math.exp(-3 * (a * x + b * y + c * x * y + d * (x * x - y * y)))));
        }
        return pixels;
    }

    private static void square(byte[] pixels, Random random) {
        int size = 3 + random.nextInt(8);
        int top = random.nextInt(28 - size);
        int left = random.nextInt(28 - size);
        int step = random.nextBoolean() ? 8 : -8;
        for (int y = top; y < top + size; y++) {
            for (int x = left; x < left + size; x++) {
                int value = (pixels[y * 28 + x] & 0xff) + step;
                pixels[y * 28 + x] = (byte) Math.max(0, Math.min(255, value));
            }
        }
    }

    private static byte[] level(int value) {
        byte[] print = new byte[ImagePrint.LENGTH];
        Arrays.fill(print, (byte) value);
        return print;
    }
}
