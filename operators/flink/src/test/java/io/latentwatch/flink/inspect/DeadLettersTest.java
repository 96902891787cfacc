package io.latentwatch.flink.inspect;

import static io.latentwatch.flink.Records.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.Outcome.Refused;
import io.latentwatch.flink.Records;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DeadLetterReason;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLettersTest {
    private static final Refused CORRUPT = new Refused(DeadLetterReason.CORRUPT_IMAGE, "expected a PNG, found noise");

    @Test
    void keepsKeyHeadersAndValueAsTheyCame() {
        DeadLetter letter = new DeadLetters(4_096).of(Records.record(7, bytes("abc")), CORRUPT);

        assertThat(Records.bytes(letter.getKey())).isEqualTo(bytes("key"));
        assertThat(letter.getHeaders()).extracting(h -> h.getName()).containsExactly("a", "b");
        assertThat(letter.getHeaders().get(1).getValue()).isNull();
        assertThat(Records.bytes(letter.getValue())).isEqualTo(bytes("abc"));
        assertThat(letter.getValueLength()).isEqualTo(3);
        // FIPS 180-2, appendix B.1
        assertThat(letter.getValueSha256())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(letter.getDetail()).isEqualTo("expected a PNG, found noise");
        assertThat(letter.getTimestampMillis()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 3_700, 3_800, 3_900, 4_000, 4_096, 5_000, 100_000})
    void neverOutgrowsItsLimitAndCutsNoMoreThanItMust(int length) throws IOException {
        byte[] value = noise(length);

        DeadLetter letter = new DeadLetters(4_096).of(Records.record(7, value), CORRUPT);

        int encoded = letter.toByteBuffer().remaining();
        byte[] kept = Records.bytes(letter.getValue());
        assertThat(encoded).isLessThanOrEqualTo(4_096);
        assertThat(value).startsWith(kept);
        assertThat(letter.getValueLength()).isEqualTo(length);
        if (kept.length < length) {
            assertThat(encoded).isGreaterThan(4_096 - 200);
            assertThat(letter.getDetail()).contains("first " + kept.length + " of " + length + " bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3_000, 4_000, 50_000})
    void leavesOutAKeyThatDoesNotFit(int length) throws IOException {
        ReceivedRecord record = new ReceivedRecord(
                "t".repeat(249), 1, 2, 3, noise(length), new String[0], new byte[0][], noise(50_000));
        Refused wordy = new Refused(DeadLetterReason.CORRUPT_IMAGE, "\u3042".repeat(2_000));

        DeadLetter letter = new DeadLetters(4_096).of(record, wordy);

        assertThat(letter.toByteBuffer().remaining()).isLessThanOrEqualTo(4_096);
        assertThat(letter.getKey()).isNull();
        assertThat(letter.getDetail()).hasSize(1_000).contains("key and 0 headers left out", "value cut");
    }

    @Test
    void saysThatThereWasNoValue() {
        DeadLetter letter = new DeadLetters(4_096).of(Records.record(7, (byte[]) null), CORRUPT);

        assertThat(letter.getValue()).isNull();
        assertThat(letter.getValueLength()).isEqualTo(-1);
        assertThat(letter.getValueSha256()).isEmpty();
    }

    @Test
    void writesDetailsThatAreHarmlessInALog() {
        String hostile = "\u001b[31mred\nline\u0085 \ud83d\ude00" + "x".repeat(2_000);

        assertThat(DeadLetters.printable(hostile, ""))
                .startsWith("?[31mred?line? ??xxx")
                .hasSize(1_000);
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
