package io.latentwatch.evaluation.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.evaluation.attack.AutoAttack;
import io.latentwatch.evaluation.attack.LinfPgd;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolTest {
    /** Paper: 40 steps of 0.01 in the ball of 0.3; beside it 10 times 100 steps of 0.03. */
    @Test
    void isThePapersForMnist() {
        Protocol protocol = new Protocol(0.3, Protocol.customaryStepSize(0.3), 1000, 200, 1);

        List<PlannedAttack> attacks = protocol.attacks(10_000);

        assertThat(attacks)
                .startsWith(
                        PlannedAttack.of("pgd-40", LinfPgd.pgd(0.3, 40, 0.01), 10_000),
                        PlannedAttack.of(
                                "pgd-100x10", LinfPgd.pgd(0.3, 100, 0.03).withRestarts(10), 1000));
        assertThat(attacks.get(2).attack()).isEqualTo(AutoAttack.standard(0.3));
        assertThat(attacks.get(2).images()).isEqualTo(1000);
        assertThat(attacks.get(1).evaluations()).isEqualTo(1_000_000);
    }

    @Test
    void takesNoMoreImagesThanThereAre() {
        assertThat(new Protocol(0.3, 0.01, 1000, 200, 1).attacks(60))
                .extracting(PlannedAttack::images)
                .containsExactly(60, 60, 60);
    }

    @Test
    void refusesWhatCannotBeRun() {
        assertThatThrownBy(() -> new Protocol(-0.1, 0.01, 1000, 200, 1)).hasMessageContaining("-0.1");
        assertThatThrownBy(() -> new Protocol(0.3, 0, 1000, 200, 1)).hasMessageContaining("step size");
        assertThatThrownBy(() -> new Protocol(0.3, 0.01, 0, 200, 1)).hasMessageContaining("at least 1 image");
    }
}
