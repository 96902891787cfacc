package io.latentwatch.evaluation.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.evaluation.images.ImageShape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BlindingTest {
    private static final ImageShape SHAPE = new ImageShape(2, 8, 8);

    @Test
    void leavesAnImageAsItIsWhereNothingIsAskedFor() {
        assertThat(Blinding.NONE.blinds()).isFalse();
        assertThat(Blinding.NONE.apply(ramp(), SHAPE, new SplittableRandom(1))).containsExactly(ramp(), within(1e-6f));
    }

    /** On a ramp of 0.1 a column each inner pixel changes by one tenth of the shift, the same one in both channels, and never by more than two columns. */
    @Test
    void movesAllPixelsAlike() {
        float[] moved = new Blinding(0, 0.25, 0).apply(ramp(), SHAPE, new SplittableRandom(3));

        float shift = moved[3] - ramp()[3];
        assertThat(Math.abs(shift)).isBetween(0.001f, 0.2f);
        for (int i : new int[] {2 * 8 + 3, 5 * 8 + 4, 64 + 2 * 8 + 3}) {
            assertThat(moved[i] - ramp()[i]).isCloseTo(shift, within(1e-5f));
        }
    }

    @Test
    void addsBrightnessWithinTheRange() {
        float[] white = new float[SHAPE.size()];
        Arrays.fill(white, 1);
        for (long seed = 0; seed < 20; seed++) {
            for (float value : new Blinding(0, 0, 0.1).apply(white, SHAPE, new SplittableRandom(seed))) {
                assertThat(value).isBetween(0.9f, 1f);
            }
        }
    }

    /** The mean of a ramp does not change when it is turned about its centre, apart from the edges. */
    @Test
    void turnsAboutTheCentre() {
        float[] turned = new Blinding(10, 0, 0).apply(ramp(), SHAPE, new SplittableRandom(5));

        assertThat(turned).isNotEqualTo(ramp());
        float centre = (turned[3 * 8 + 3] + turned[3 * 8 + 4] + turned[4 * 8 + 3] + turned[4 * 8 + 4]) / 4;
        assertThat(centre).isCloseTo(0.35f, within(1e-4f));
    }

    @Test
    void refusesWhatIsNoTransformation() {
        assertThatThrownBy(() -> new Blinding(100, 0, 0)).hasMessageContainingAll("degrees", "100.0");
        assertThatThrownBy(() -> new Blinding(0, -1, 0)).hasMessageContainingAll("shift", "-1.0");
        assertThatThrownBy(() -> new Blinding(0, 0, 2)).hasMessageContainingAll("brightness", "2.0");
    }

    /** 0.1 a column. */
    private static float[] ramp() {
        float[] ramp = new float[SHAPE.size()];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = 0.1f * (i % 8);
        }
        return ramp;
    }
}
