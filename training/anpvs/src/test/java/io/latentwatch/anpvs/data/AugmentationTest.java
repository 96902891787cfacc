package io.latentwatch.anpvs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.anpvs.data.Augmentation.Kind;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    /** One grey image of 2 by 3: rows 1 2 3 and 4 5 6. */
    private static final float[] SMALL = {1, 2, 3, 4, 5, 6};

    /**
     * Padded by one it is four rows of five, 00000 01230 04560 00000, with nine windows of two rows of three; each of them occurs as
     * it is and mirrored, and nothing else does.
     */
    @Test
    void cutsEveryWindowOfThePaddedImagePlainAndMirrored() {
        Set<List<Float>> windows = new HashSet<>();
        for (String rows : List.of(
                "000 012", "000 123", "000 230", //
                "012 045", "123 456", "230 560", //
                "045 000", "456 000", "560 000")) {
            List<Float> window = new ArrayList<>();
            rows.chars().filter(Character::isDigit).forEach(digit -> window.add((float) (digit - '0')));
            windows.add(List.copyOf(window));
            windows.add(
                    List.of(window.get(2), window.get(1), window.get(0), window.get(5), window.get(4), window.get(3)));
        }
        assertThat(windows).hasSize(18);

        ImageBatch changed = Augmentation.cropAndFlip(1).apply(copies(1_000), new SplittableRandom(1));

        Set<List<Float>> seen = new HashSet<>();
        for (int image = 0; image < changed.count(); image++) {
            seen.add(list(changed.image(image)));
        }
        assertThat(seen).isEqualTo(windows);
    }

    /** Of 9,000 images each of the eighteen is expected 500 times, with a standard deviation of 21.7; five of these are 109. */
    @Test
    void takesEveryWindowEquallyOften() {
        ImageBatch changed = Augmentation.cropAndFlip(1).apply(copies(9_000), new SplittableRandom(2));

        Map<List<Float>, Integer> counts = new HashMap<>();
        for (int image = 0; image < changed.count(); image++) {
            counts.merge(list(changed.image(image)), 1, Integer::sum);
        }
        assertThat(counts.values()).hasSize(18).allMatch(count -> Math.abs(count - 500) < 109);
    }

    @Test
    void movesAllChannelsOfAnImageTogether() {
        float[] pixels = new float[12];
        for (int i = 0; i < 6; i++) {
            pixels[i] = i + 1;
            pixels[6 + i] = 10 * (i + 1);
        }
        ImageBatch colour = new ImageBatch(new ImageShape(2, 2, 3), pixels, new int[] {4});

        for (int seed = 0; seed < 20; seed++) {
            float[] changed = Augmentation.cropAndFlip(1)
                    .apply(colour, new SplittableRandom(seed))
                    .pixels();
            for (int i = 0; i < 6; i++) {
                assertThat(changed[6 + i]).isEqualTo(10 * changed[i]);
            }
        }
    }

    @Test
    void keepsShapeLabelsAndTheBatchItWasGiven() {
        ImageBatch batch = copies(5);

        ImageBatch changed = Augmentation.cropAndFlip(4).apply(batch, new SplittableRandom(3));

        assertThat(changed.shape()).isEqualTo(batch.shape());
        assertThat(changed.labels()).containsExactly(batch.labels());
        assertThat(batch.image(4)).containsExactly(SMALL);
    }

    @Test
    void comesToTheSameFromTheSameSeed() {
        Augmentation augmentation = Augmentation.cropAndFlip(4);

        assertThat(augmentation.apply(copies(50), new SplittableRandom(7)).pixels())
                .containsExactly(
                        augmentation.apply(copies(50), new SplittableRandom(7)).pixels());
    }

    @Test
    void changesNothingWhereNothingIsAsked() {
        ImageBatch batch = copies(1);

        assertThat(Augmentation.NONE.apply(batch, new SplittableRandom(1))).isSameAs(batch);
    }

    @Test
    void refusesPaddingThatMakesNoSense() {
        assertThatThrownBy(() -> Augmentation.cropAndFlip(0))
                .hasMessageContainingAll("padding", "at least 1", "found 0");
        assertThatThrownBy(() -> new Augmentation(Kind.NONE, 4))
                .hasMessageContainingAll("padding", "must be 0", "found 4");
    }

    private static ImageBatch copies(int count) {
        float[] pixels = new float[count * SMALL.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = SMALL[i % SMALL.length];
        }
        int[] labels = new int[count];
        Arrays.setAll(labels, i -> i);
        return new ImageBatch(new ImageShape(1, 2, 3), pixels, labels);
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }
}
