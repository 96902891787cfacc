package io.latentwatch.detector.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceNoveltyTest {
    private static final long DAY = 86_400_000;

    @Test
    void hearsOfASourceOnce() {
        SourceNovelty novelty = new SourceNovelty();

        assertThat(novelty.isNew("gate")).isTrue();
        assertThat(novelty.isNew("gate")).isFalse();
        assertThat(novelty.isNew("hall")).isTrue();
    }

    @Test
    void forgetsASourceThatIsSilentForTwoGenerations() {
        SourceNovelty novelty = new SourceNovelty();
        novelty.age(0, DAY);
        novelty.isNew("silent");
        novelty.isNew("busy");
        novelty.age(DAY, DAY);
        assertThat(novelty.isNew("busy")).isFalse();
        novelty.age(DAY + 1, DAY); // too early for another one
        novelty.age(2 * DAY, DAY);

        assertThat(novelty.isNew("busy")).isFalse();
        assertThat(novelty.isNew("silent")).isTrue();
    }

    /** 1,000 names in 65,536 places: about 1,000^2 / (2 x 65,536) = 7.6 of them meet another. */
    @Test
    void takesFewNewSourcesForKnownOnes() {
        SourceNovelty novelty = new SourceNovelty();
        int fresh = 0;
        for (int i = 0; i < 1_000; i++) {
            fresh += novelty.isNew("client-" + i) ? 1 : 0;
        }
        assertThat(fresh).isBetween(975, 1_000);
    }
}
