package io.latentwatch.evaluation.corrupt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CorruptionTest {
    private static final ImageShape GREY = new ImageShape(1, 28, 28);
    private static final ImageShape COLOUR = new ImageShape(3, 32, 32);

    @ParameterizedTest
    @EnumSource
    void growsWithSeverity(Corruption corruption) {
        for (ImageShape shape : List.of(GREY, COLOUR, new ImageShape(3, 48, 40))) {
            LabelledImages images = discs(shape, 30);
            double before = 0;
            for (int severity = 1; severity <= Corruption.SEVERITIES; severity++) {
                double distance = distance(images, corruption.apply(images, severity, 1));
                assertThat(distance)
                        .as("%s, severity %d, %s", corruption, severity, shape)
                        .isGreaterThan(before);
                before = distance;
            }
            assertThat(before).as("%s, %s", corruption, shape).isLessThan(100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isTheSameForTheSameSeedWhateverOtherImagesThereAre(Corruption corruption) {
        LabelledImages images = discs(COLOUR, 5);

        LabelledImages corrupted = corruption.apply(images, 3, 7);

        assertThat(corruption.apply(images.slice(0, 2), 3, 7).pixels())
                .containsExactly(corrupted.slice(0, 2).pixels());
        assertThat(corrupted.shape()).isEqualTo(COLOUR);
        assertThat(corrupted.labels()).containsExactly(images.labels());
        assertThat(images.pixels()).containsExactly(discs(COLOUR, 5).pixels());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DEFOCUS_BLUR", "ZOOM_BLUR", "BRIGHTNESS", "CONTRAST", "PIXELATE", "JPEG"})
    void givesEachImageAndSeedChanceOfItsOwn(Corruption corruption) {
        LabelledImages twice = discs(GREY, 1).select(new int[] {0, 0});

        LabelledImages corrupted = corruption.apply(twice, 3, 1);

        assertThat(corrupted.image(1)).isNotEqualTo(corrupted.image(0));
        assertThat(corruption.apply(twice, 3, 2).image(0)).isNotEqualTo(corrupted.image(0));
    }

    /** Beyond white there is nothing: no byte wraps round to black. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IMPULSE_NOISE")
    void leavesWhiteBright(Corruption corruption) {
        LabelledImages white = filled(COLOUR, 255);

        for (byte value : corruption.apply(white, 5, 1).pixels()) {
            assertThat(value & 0xff).as(corruption.label()).isGreaterThan(90);
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"DEFOCUS_BLUR", "GLASS_BLUR", "MOTION_BLUR", "ZOOM_BLUR", "CONTRAST", "ELASTIC", "PIXELATE", "JPEG"
            })
    void leavesAnEvenImageAsItIs(Corruption corruption) {
        for (ImageShape shape : List.of(GREY, COLOUR)) {
            LabelledImages even = filled(shape, 120);
            for (byte value : corruption.apply(even, 5, 1).pixels()) {
                assertThat((int) value).as(corruption.label()).isCloseTo(120, within(1));
            }
        }
    }

    /** Severity 2 adds 0.1, which are 25.5 levels. The largest channel gets them; the others keep their ratio to it. */
    @Test
    void brightensTheValueOfColours() {
        LabelledImages images =
                new LabelledImages(new ImageShape(3, 1, 3), bytes(102, 51, 0, 0, 0, 0, 250, 125, 0), new byte[1]);

        byte[] brighter = Corruption.BRIGHTNESS.apply(images, 2, 1).pixels();

        // 127.5 / 102 = 1.25, so 51 becomes 63.75; black becomes grey; 250 becomes 255, so 125 becomes 127.5
        assertThat(brighter).containsExactly(bytes(128, 64, 0, 26, 26, 26, 255, 128, 0));
    }

    @Test
    void brightensGrey() {
        LabelledImages images = new LabelledImages(new ImageShape(1, 1, 3), bytes(0, 100, 250), new byte[1]);

        // 0.3 are 76.5 levels
        assertThat(Corruption.BRIGHTNESS.apply(images, 5, 1).pixels()).containsExactly(bytes(77, 177, 255));
    }

    /** Severity 2 halves the distance to the mean of the channel: 100 in red, 40 in green, 0 in blue. */
    @Test
    void halvesContrast() {
        LabelledImages images = new LabelledImages(new ImageShape(3, 2, 1), bytes(0, 20, 0, 200, 60, 0), new byte[1]);

        assertThat(Corruption.CONTRAST.apply(images, 2, 1).pixels()).containsExactly(bytes(50, 30, 0, 150, 50, 0));
    }

    /** Severity 4 makes 3 cells of 4 pixels: (0 + 40 / 3) / (4 / 3) = 10, (40 + 80) / 2 = 60, (80 / 3 + 120) / (4 / 3) = 110. */
    @Test
    void averagesPixelsToCells() {
        LabelledImages row = new LabelledImages(new ImageShape(1, 1, 4), bytes(0, 40, 80, 120), new byte[1]);

        assertThat(Corruption.PIXELATE.apply(row, 4, 1).pixels()).containsExactly(bytes(10, 60, 60, 110));
    }

    /** Of 30 x 784 values, a share of 0.05 gives 1,176 with a deviation of 33, half of them white. */
    @Test
    void blackensAndWhitensTheShareThatItIsGiven() {
        byte[] values = Corruption.IMPULSE_NOISE
                .apply(filled(new ImageShape(1, 28, 28 * 30), 100), 4, 1)
                .pixels();
        Map<Integer, Long> counts = IntStream.range(0, values.length)
                .mapToObj(i -> values[i] & 0xff)
                .collect(Collectors.groupingBy(value -> value, Collectors.counting()));

        assertThat(counts.keySet()).isEqualTo(Set.of(0, 100, 255));
        assertThat(counts.get(0)).isBetween(588L - 120, 588L + 120);
        assertThat(counts.get(255)).isBetween(588L - 120, 588L + 120);
    }

    /** A sigma of 0.08 is 20.4 levels; the deviation's own error on 7,840 values is 0.16. */
    @Test
    void addsNoiseOfTheDeviationThatItIsGiven() {
        double[] values = values(Corruption.GAUSSIAN_NOISE.apply(filled(new ImageShape(1, 28, 280), 128), 3, 1));

        assertThat(deviation(values)).isCloseTo(20.4, within(0.8));
        assertThat(Arrays.stream(values).average().orElseThrow()).isCloseTo(128, within(1.0));
    }

    /** Photons that make white: 100. Of 0.4 x 100 photons the deviation is sqrt(40), in levels sqrt(40) x 2.55 = 16.1. */
    @Test
    void countsPhotons() {
        double[] values = values(Corruption.SHOT_NOISE.apply(filled(new ImageShape(1, 28, 280), 102), 3, 1));

        assertThat(deviation(values)).isCloseTo(16.1, within(0.8));
        assertThat(Arrays.stream(values).average().orElseThrow()).isCloseTo(102, within(1.0));
        assertThat(Corruption.SHOT_NOISE.apply(filled(GREY, 0), 3, 1).pixels()).containsOnly(0);
    }

    @Test
    void refusesSeveritiesThatThereAreNot() {
        assertThatThrownBy(() -> Corruption.JPEG.apply(discs(GREY, 1), 6, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("jpeg: expected a severity from 1 to 5, found 6");
    }

    /** The table of training/README.md shows what the code does. */
    @ParameterizedTest
    @EnumSource
    void isWrittenDownAsItIs(Corruption corruption) throws IOException {
        String row = "| `%s` | %s | %s |"
                .formatted(
                        corruption.label(),
                        String.join(", ", corruption.parameters(1).keySet()),
                        IntStream.rangeClosed(1, Corruption.SEVERITIES)
                                .mapToObj(severity -> corruption.parameters(severity).values().stream()
                                        .map(value -> String.valueOf(value).replaceFirst("\\.0$", ""))
                                        .collect(Collectors.joining(", ")))
                                .collect(Collectors.joining(" | ")));

        assertThat(Files.readAllLines(Path.of("../README.md"))).contains(row);
    }

    /** Bright discs with a dark ring on an uneven ground: edges, flat parts, and room above and below. */
    private static LabelledImages discs(ImageShape shape, int count) {
        SplittableRandom random = new SplittableRandom(5);
        byte[] pixels = new byte[count * shape.size()];
        for (int image = 0; image < count; image++) {
            double row = random.nextDouble(0.3, 0.7) * shape.height();
            double column = random.nextDouble(0.3, 0.7) * shape.width();
            for (int i = 0; i < shape.size(); i++) {
                int pixel = i / shape.channels();
                int down = pixel / shape.width();
                int right = pixel % shape.width();
                double away = Math.hypot(down - row, right - column);
                double value = away < 5 ? 200 - 40 * (i % shape.channels()) : away < 8 ? 20 : 60 + 2 * away;
                pixels[image * shape.size() + i] = (byte) value;
            }
        }
        return new LabelledImages(shape, pixels, new byte[count]);
    }

    private static LabelledImages filled(ImageShape shape, int value) {
        byte[] pixels = new byte[shape.size()];
        Arrays.fill(pixels, (byte) value);
        return new LabelledImages(shape, pixels, new byte[1]);
    }

    private static double distance(LabelledImages one, LabelledImages other) {
        double[] first = values(one);
        double[] second = values(other);
        return IntStream.range(0, first.length)
                .mapToDouble(i -> Math.abs(first[i] - second[i]))
                .average()
                .orElseThrow();
    }

    private static double[] values(LabelledImages images) {
        return IntStream.range(0, images.pixels().length)
                .mapToDouble(i -> images.pixels()[i] & 0xff)
                .toArray();
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
