package io.latentwatch.evaluation.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.evaluation.detect.AdaptiveMeasurements.InBall;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptiveCheckTest {
    @Test
    void nothingIsRaisedWhereNothingIsWrong() {
        assertThat(raised(new AdaptiveMeasurements(999, 1000, 100, List.of(new InBall(0.3, 22, 20)), 50, 50)))
                .isEmpty();
    }

    @Test
    void raisesASurrogateThatDisagrees() {
        assertThat(raised(new AdaptiveMeasurements(998, 1000, 100, List.of(), 50, 50)))
                .containsExactly(AdaptiveCheck.SURROGATE_DISAGREES);
    }

    /** In any ball, by more than two images and by more than 1 %. */
    @Test
    void raisesAttackersWhoDoWorseForKnowingMore() {
        InBall well = new InBall(0.1, 3, 9);
        assertThat(raised(new AdaptiveMeasurements(1, 1, 100, List.of(well, new InBall(0.3, 23, 20)), 50, 50)))
                .containsExactly(AdaptiveCheck.PLAIN_STRONGER);
        assertThat(raised(new AdaptiveMeasurements(1, 1, 500, List.of(well, new InBall(0.3, 25, 20)), 50, 50)))
                .isEmpty();
    }

    @Test
    void raisesAttackersWhoAreStoppedInABallThatHoldsEverything() {
        AdaptiveMeasurements stopped = new AdaptiveMeasurements(1, 1, 100, List.of(), 50, 49);

        assertThat(raised(stopped)).containsExactly(AdaptiveCheck.DETECTED_AT_EPSILON_ONE);
        assertThat(AdaptiveCheck.all(stopped).get(2).evidence()).contains("49 of 50");
    }

    @Test
    void aControlWithNothingBrokenHasNoShare() {
        assertThat(Control.of("no-detector", 1, 0, 10, 0, 0).undetectedOfBroken())
                .isNull();
        assertThat(Control.of("random-flags", 1, 0.01, 10, 8, 6).undetectedOfBroken())
                .isCloseTo(0.75, within(1e-12));
    }

    private static List<AdaptiveCheck> raised(AdaptiveMeasurements measured) {
        return AdaptiveCheck.all(measured).stream()
                .filter(AdaptiveFinding::raised)
                .map(AdaptiveFinding::check)
                .toList();
    }
}
