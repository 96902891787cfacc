package io.latentwatch.detector.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentEvidenceTest {
    private static final double ALPHA = 0.01;

    @Test
    void keepsOneToTwoBlocksOfEachLength() {
        RecentEvidence evidence = RecentEvidence.starting(false, 10, 100);
        for (int i = 0; i < 1_000; i++) {
            evidence.add(new ImageEvidence(0.5, false, Twin.STABLE, false, false), "gate");
            assertThat(evidence.sum(0).images).isBetween(Math.min(i + 1L, 10), 20L);
            assertThat(evidence.sum(1).images).isBetween(Math.min(i + 1L, 100), 200L);
        }
    }

    /** After 2,000 clean images 14 attacked ones, half of them flagged. */
    @Test
    void looksAtAShortStretchWhereTheChangeIsSudden() {
        RecentEvidence evidence = clean();
        for (int i = 0; i < 14; i++) {
            evidence.add(new ImageEvidence(0.005, i % 2 == 0, Twin.FLIPPED, false, false), "gate");
        }
        ChangeEvidence clearest = evidence.clearest(ALPHA);

        assertThat(clearest.images).isLessThanOrEqualTo(32);
        assertThat(clearest.flipped).isEqualTo(14);
    }

    /** 40 of 1,000 images attacked and flagged, at random. */
    @Test
    void looksAtALongStretchWhereTheChangeIsThin() {
        RecentEvidence evidence = clean();
        Random random = new Random(2);
        for (int i = 0; i < 1_000; i++) {
            boolean attacked = random.nextDouble() < 0.04;
            evidence.add(
                    new ImageEvidence(
                            attacked ? 0.005 : 0.5, attacked, attacked ? Twin.FLIPPED : Twin.STABLE, false, false),
                    "gate");
        }
        assertThat(evidence.clearest(ALPHA).images).isGreaterThanOrEqualTo(128);
    }

    @Test
    void looksAtTheLongestStretchWhereNothingChanged() {
        assertThat(clean().clearest(ALPHA).images).isGreaterThan(256);
    }

    private static RecentEvidence clean() {
        RecentEvidence evidence = RecentEvidence.starting(false, 16, 128, 1_024);
        for (int i = 0; i < 2_000; i++) {
            evidence.add(new ImageEvidence(0.5, i % 200 == 0, Twin.STABLE, false, false), "gate");
        }
        return evidence;
    }
}
