package io.latentwatch.detector.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.decode.ImagePrint;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RepeatedFramesTest {
    /** Levels of 255: steps of 5 are 0.0196 each. */
    @Test
    void countsAScenesFramesOnceHoweverLongItLasts() {
        RepeatedFrames frames = new RepeatedFrames(0.02, 10);

        assertThat(frames.repeats("gate", level(100))).isFalse();
        assertThat(frames.repeats("gate", level(100))).isTrue();
        assertThat(frames.repeats("gate", level(105))).isTrue();
        assertThat(frames.repeats("gate", level(99))).isTrue();
        assertThat(frames.repeats("gate", level(180))).isFalse();
    }

    /** Each frame is near the one before; held against the last counted one, every second counts. */
    @Test
    void countsASceneThatMovesSlowly() {
        RepeatedFrames frames = new RepeatedFrames(0.02, 10);
        int counted = 0;
        for (int step = 0; step < 20; step++) {
            counted += frames.repeats("gate", level(5 * step)) ? 0 : 1;
        }
        assertThat(counted).isEqualTo(10);
    }

    @Test
    void keepsCamerasApartAndForgetsThoseHeardOfLongAgo() {
        RepeatedFrames frames = new RepeatedFrames(0.02, 2);
        frames.repeats("one", level(1));
        frames.repeats("two", level(1));
        assertThat(frames.repeats("one", level(1))).isTrue();
        frames.repeats("three", level(1));

        assertThat(frames.repeats("one", level(1))).isTrue();
        assertThat(frames.repeats("two", level(1))).isFalse();
    }

    private static byte[] level(int value) {
        byte[] print = new byte[ImagePrint.LENGTH];
        Arrays.fill(print, (byte) value);
        return print;
    }
}
