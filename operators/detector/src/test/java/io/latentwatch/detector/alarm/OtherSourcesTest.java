package io.latentwatch.detector.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;
import io.latentwatch.detector.statistics.Share;
import org.junit.jupiter.api.Test;

class OtherSourcesTest {
    private final OtherSources others = new OtherSources();

    @Test
    void leavesTheSourceItselfOut() {
        for (int i = 0; i < 400; i++) {
            add(i % 4 == 0 ? 0.1 : 0.9, "hall"); // a quarter low, as among clean images
            add(0.001, "gate");
        }

        assertThat(others.low("gate").value()).isLessThanOrEqualTo(0.3);
        assertThat(others.low("hall").value()).isEqualTo(1);
    }

    /** 2,000 clean images, then 100 that are all low: 64 to 128 of the newest show it, and the newest 2,000 hide it. */
    @Test
    void seesASuddenChangeOfTheOthers() {
        for (int i = 0; i < 2_000; i++) {
            add(i % 4 == 0 ? 0.1 : 0.9, "hall");
        }
        for (int i = 0; i < 100; i++) {
            add(0.001, "hall");
        }

        Share low = others.low("gate");
        assertThat(low.whole()).isBetween(64L, 128L);
        assertThat(low.value()).isGreaterThan(0.7);
    }

    @Test
    void knowsNothingAtFirst() {
        assertThat(others.low("gate").whole()).isZero();
    }

    private void add(double pValue, String source) {
        others.add(new ImageEvidence(pValue, pValue <= 0.0075, Twin.STABLE, false, false), source);
    }
}
