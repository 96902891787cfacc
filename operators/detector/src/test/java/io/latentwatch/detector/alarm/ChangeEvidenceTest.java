package io.latentwatch.detector.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;
import org.junit.jupiter.api.Test;

class ChangeEvidenceTest {
    @Test
    void countsWhatEachImageShows() {
        ChangeEvidence evidence = ChangeEvidence.ofSources();
        evidence.add(new ImageEvidence(0.05, true, Twin.FLIPPED, true, false), "gate");
        evidence.add(new ImageEvidence(0.051, false, Twin.STABLE, true, false), "gate");
        evidence.add(new ImageEvidence(1, false, Twin.NONE, false, false), "hall");
        evidence.add(new ImageEvidence(1e-4, true, Twin.STABLE, false, true), "hall");
        evidence.add(new ImageEvidence(1e-4, true, Twin.FLIPPED_QUIETLY, false, false), "hall");
        evidence.add(new ImageEvidence(1, false, Twin.FLIPPED_QUIETLY, false, true), "hall");

        assertThat(evidence.images).isEqualTo(6);
        assertThat(evidence.flagged).isEqualTo(3);
        assertThat(evidence.twinned).isEqualTo(5);
        assertThat(evidence.flipped).isEqualTo(1);
        assertThat(evidence.flaggedTwinned).isEqualTo(3);
        assertThat(evidence.flaggedFlipped).isEqualTo(1);
        assertThat(evidence.overconfident).isEqualTo(1); // the one at 0.051 is not flagged
        assertThat(evidence.noisy).isEqualTo(1);
        assertThat(evidence.quietFlipped).isEqualTo(1);
        assertThat(evidence.cells).startsWith(3, 1, 0).endsWith(0, 2);
        assertThat(evidence.imagesByPlace[SourceHash.place("gate", 64)]).isEqualTo(2);
        assertThat(evidence.lowByPlace[SourceHash.place("gate", 64)]).isEqualTo(2);
        assertThat(evidence.lowByPlace[SourceHash.place("hall", 64)]).isEqualTo(2);
    }

    @Test
    void addsUp() {
        ChangeEvidence whole = ChangeEvidence.ofOneSource();
        ChangeEvidence sum = ChangeEvidence.ofOneSource();
        for (int part = 0; part < 3; part++) {
            ChangeEvidence some = ChangeEvidence.ofOneSource();
            for (int i = 0; i < 10; i++) {
                double p = (i + 1) / 10.0;
                Twin twin = Twin.of((byte) (i % 4));
                some.add(new ImageEvidence(p, i < part, twin, i % 3 == 0, i % 2 == 0), "gate");
                whole.add(new ImageEvidence(p, i < part, twin, i % 3 == 0, i % 2 == 0), "gate");
            }
            sum.add(some);
        }

        assertThat(sum).usingRecursiveComparison().isEqualTo(whole);
    }

    @Test
    void refusesToAddUpOneSourceAndMany() {
        assertThatThrownBy(() -> ChangeEvidence.ofSources().add(ChangeEvidence.ofOneSource()))
                .hasMessageContainingAll("64 counts", "0", "both of one source");
    }
}
