package io.latentwatch.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.evaluation.images.ImageShape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SquareTest {
    private static final ImageShape COLOUR = new ImageShape(3, 6, 6);

    /** The paper: the share is halved at these queries of 10,000; with 5,000 at half of them. */
    @ParameterizedTest
    @CsvSource({
        "0, 10000, 0.8",
        "10, 10000, 0.8",
        "11, 10000, 0.4",
        "51, 10000, 0.2",
        "201, 10000, 0.1",
        "501, 10000, 0.05",
        "1001, 10000, 0.025",
        "2001, 10000, 0.0125",
        "4001, 10000, 0.00625",
        "6001, 10000, 0.003125",
        "8001, 10000, 0.0015625",
        "5, 5000, 0.8",
        "6, 5000, 0.4",
        "4001, 5000, 0.0015625"
    })
    void shareFallsAsThePaperHasIt(int query, int queries, double share) {
        assertThat(SquareSearch.share(0.8, query, queries)).isEqualTo(share);
    }

    @Test
    void beginsWithVerticalStripesAtTheEdgeOfTheBall() {
        float[] stripes = search(0.1, 10).point();

        for (int channel = 0; channel < 3; channel++) {
            for (int x = 0; x < 6; x++) {
                for (int y = 0; y < 6; y++) {
                    float value = stripes[(channel * 6 + y) * 6 + x];
                    assertThat(Math.abs(value - 0.5f)).isCloseTo(0.1f, within(1e-6f));
                    assertThat(value).isEqualTo(stripes[channel * 36 + x]);
                }
            }
        }
    }

    /** sqrt(0.8 * 36) = 5.4, so 5 of 6 rows. */
    @Test
    void changesOneSquareInEveryChannelAtATime() {
        SquareSearch search = search(0.1, 10_000);
        float[] before = search.point();
        search.hear(-1, new float[0], false);
        float[] after = search.point();

        for (int channel = 0; channel < 3; channel++) {
            int changed = 0;
            for (int i = channel * 36; i < (channel + 1) * 36; i++) {
                changed += before[i] != after[i] ? 1 : 0;
            }
            assertThat(changed).isBetween(0, 25);
        }
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void keepsWhatRaisesTheMarginAndEndsAfterItsQueries() {
        SquareSearch search = search(0.1, 3);
        float[] stripes = search.point();
        search.hear(-2, new float[0], false);
        search.hear(-3, new float[0], false);
        assertThat(search.best()).containsExactly(stripes);

        float[] third = search.point();
        search.hear(-1, new float[0], false);
        assertThat(search.best()).containsExactly(third);
        assertThat(search.point()).isNull();
    }

    @Test
    void refusesParametersThatMakeNoAttack() {
        assertThatThrownBy(() -> new Square(0.1, 0, 0.8)).hasMessageContainingAll("queries", "0");
        assertThatThrownBy(() -> new Square(0.1, 10, 0)).hasMessageContainingAll("initial share", "0.0");
        assertThatThrownBy(() -> new Square(1.5, 10, 0.8)).hasMessageContainingAll("epsilon", "1.5");
    }

    private static SquareSearch search(double epsilon, int queries) {
        float[] grey = new float[COLOUR.size()];
        Arrays.fill(grey, 0.5f);
        CleanImage image = new CleanImage(COLOUR, grey, 0, new float[] {1, 0}, new SplittableRandom(1));
        return new SquareSearch(image, Ball.linf(epsilon), queries, 0.8);
    }
}
