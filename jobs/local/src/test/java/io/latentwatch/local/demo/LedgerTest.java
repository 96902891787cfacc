package io.latentwatch.local.demo;

import static io.latentwatch.local.demo.Outputs.deadLetter;
import static io.latentwatch.local.demo.Outputs.position;
import static io.latentwatch.local.demo.Outputs.sample;
import static io.latentwatch.local.demo.Outputs.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    private final Ledger ledger = new Ledger();

    @Test
    void isContentWithOneVerdictOrOneDeadLetterForEachRecord() throws InterruptedException {
        ledger.sent(position(0), sample("good", "none", 10));
        ledger.sent(position(1), sample("bad", "malformed", 20));
        ledger.verdict(verdict(0), 15);
        ledger.deadLetter(deadLetter(1), 45);

        assertThat(ledger.faults()).isEmpty();
        assertThat(ledger.awaitAllSettled(SHORT)).isTrue();
        assertThat(ledger.settled()).isEqualTo(2);
        assertThat(ledger.sent()).extracting(Ledger.Entry::latencyNanos).containsExactlyInAnyOrder(5L, 25L);
    }

    @Test
    void takesAVerdictThatIsSeenBeforeItsRecordIsKnownToBeStored() throws InterruptedException {
        ledger.verdict(verdict(0), 15);
        ledger.sent(position(0), sample("fast", "none", 10));

        assertThat(ledger.awaitAllSettled(SHORT)).isTrue();
        assertThat(ledger.faults()).isEmpty();
    }

    @Test
    void namesWhatIsMissing() throws InterruptedException {
        ledger.sent(position(0), sample("here", "none", 0));
        ledger.sent(position(1), sample("gone", "none", 0));
        ledger.verdict(verdict(0), 1);

        assertThat(ledger.awaitAllSettled(SHORT)).isFalse();
        assertThat(ledger.faults())
                .containsExactly("images/0/1: image gone has 0 verdicts and 0 dead letters, expected one of either");
    }

    @Test
    void namesWhatIsDoubled() {
        ledger.sent(position(0), sample("twice", "none", 0));
        ledger.sent(position(1), sample("both", "none", 0));
        ledger.verdict(verdict(0), 1);
        ledger.verdict(verdict(0), 2);
        ledger.verdict(verdict(1), 3);
        ledger.deadLetter(deadLetter(1), 4);

        assertThat(ledger.faults())
                .containsExactly(
                        "images/0/0: image twice has 2 verdicts and 0 dead letters, expected one of either",
                        "images/0/1: image both has 1 verdicts and 1 dead letters, expected one of either");
    }

    @Test
    void namesAnOutcomeOfARecordThatWasNeverSent() {
        ledger.verdict(verdict(7), 1);

        assertThat(ledger.faults()).hasSize(1).first().asString().contains("images/0/7", "no image was sent there");
    }

    @Test
    void doesNotCountWhatAShadowBundleSays() {
        Verdict shadow = verdict(0);
        shadow.setRole(Role.SHADOW);
        ledger.sent(position(0), sample("one", "none", 0));
        ledger.verdict(verdict(0), 1);
        ledger.verdict(shadow, 2);

        assertThat(ledger.faults()).isEmpty();
    }
}
