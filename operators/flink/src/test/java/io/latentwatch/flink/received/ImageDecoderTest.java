package io.latentwatch.flink.received;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.flink.Records;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Position;
import io.latentwatch.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageDecoderTest {
    private final ImageDecoder decoder = new ImageDecoder(WireFormat.SINGLE_OBJECT);

    @Test
    void readsWhatWasWritten() throws UnusableRecordException {
        Image image = Records.image("i", 3);

        assertThat(decoder.decode(Records.encode(image))).isEqualTo(image);
    }

    @Test
    void findsTheEventTimeWithoutReadingTheImage() {
        Image image = Records.image("i", 3);
        assertThat(decoder.eventTimeMillis(Records.encode(image))).isEmpty();

        image.setEventTimeMillis(-1_234_567_890_123L);

        assertThat(decoder.eventTimeMillis(Records.encode(image))).hasValue(-1_234_567_890_123L);
    }

    @Test
    void refusesTheRecordOfAnotherTopic() throws IOException {
        byte[] letter = Records.bytes(new DeadLetter(
                        new Position("t", 0, 0L), 0L, DeadLetterReason.UNKNOWN, "", null, List.of(), null, -1L, "")
                .toByteBuffer());

        assertThatThrownBy(() -> decoder.decode(letter))
                .isInstanceOf(UnusableRecordException.class)
                .hasMessageContaining("expected an Image");
    }

    static List<Hostile> hostileValues() {
        byte[] header = Arrays.copyOf(Records.encode(Records.image("", 0)), 10);
        return List.of(
                new Hostile("no value", null),
                new Hostile("nothing", new byte[0]),
                new Hostile("a JPEG", new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 0}),
                new Hostile("a header alone", header),
                new Hostile("another schema", new byte[] {(byte) 0xc3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0}),
                // zig-zag of 2^31 - 1 is 2^32 - 2: FE FF FF FF 0F
                new Hostile("an id of 2 GiB", with(header, 0xfe, 0xff, 0xff, 0xff, 0x0f)),
                new Hostile("an id of -1 bytes", with(header, 1)),
                new Hostile(
                        "a number without end",
                        with(header, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1)),
                // id and source empty, no event time, raw, 1 x 1 x 1, one byte, no label
                new Hostile(
                        "2^62 attributes",
                        with(
                                header, 0, 0, 0, 6, 2, 2, 2, 2, 9, 0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                0x7f)),
                new Hostile(
                        "a block of attributes that jumps back",
                        with(header, 0, 0, 0, 6, 2, 2, 2, 2, 9, 0, 1, 15, 0, 1)),
                new Hostile(
                        "the least of all counts",
                        with(
                                header, 0, 0, 0, 6, 2, 2, 2, 2, 9, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                0xff, 1, 0)),
                new Hostile("an encoding that is none", with(header, 0, 0, 0, 10, 2, 2, 2, 2, 9, 0, 0)),
                new Hostile("a third branch", with(header, 0, 0, 4, 6, 2, 2, 2, 2, 9, 0, 0)));
    }

    @ParameterizedTest
    @MethodSource("hostileValues")
    void refusesHostileBytesBeforeTheyCostAnything(Hostile hostile) {
        assertThatThrownBy(() -> decoder.decode(hostile.value()))
                .isInstanceOfSatisfying(
                        UnusableRecordException.class,
                        e -> assertThat(e.reason()).isEqualTo(DeadLetterReason.UNDECODABLE_RECORD))
                .hasMessageContaining("expected");
        assertThat(decoder.eventTimeMillis(hostile.value())).isEmpty();
    }

    @Test
    void takesTheSameRecordWithoutItsHostilePart() throws UnusableRecordException {
        byte[] header = Arrays.copyOf(Records.encode(Records.image("", 0)), 10);

        assertThat(decoder.decode(with(header, 0, 0, 0, 6, 2, 2, 2, 2, 9, 0, 0)).getHeight())
                .isEqualTo(1);
    }

    @Test
    void refusesMoreTextThanAVerdictCarries() {
        assertThatThrownBy(() -> decoder.decode(Records.encode(Records.image("i".repeat(16_384), 0))))
                .isInstanceOfSatisfying(
                        UnusableRecordException.class,
                        e -> assertThat(e.reason()).isEqualTo(DeadLetterReason.OVERSIZED_TEXT))
                .hasMessageContainingAll("16400", "16384");
    }

    /** Alarms name up to ten sources, and a trigger those of up to 256 attacks. */
    @Test
    void refusesASourceThatIsTooLongToBeNamed() throws UnusableRecordException {
        Image image = Records.image("i", 0);
        image.setSource("\u3042".repeat(256));
        assertThat(decoder.decode(Records.encode(image)).getSource()).hasSize(256);

        image.setSource("\u3042".repeat(257));

        assertThatThrownBy(() -> decoder.decode(Records.encode(image)))
                .isInstanceOfSatisfying(
                        UnusableRecordException.class,
                        e -> assertThat(e.reason()).isEqualTo(DeadLetterReason.OVERSIZED_TEXT))
                .hasMessageContainingAll("source has 257 characters", "256");
    }

    @Test
    void readsOrRefusesWhateverHasBeenDoneToARecord() {
        Random random = new Random(1);
        byte[] sound = Records.encode(Records.image("identity", 9));
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] value = Arrays.copyOf(sound, 10 + random.nextInt(sound.length - 9));
            for (int change = random.nextInt(4); change > 0; change--) {
                value[random.nextInt(value.length)] = (byte) random.nextInt(256);
            }
            try {
                decoder.decode(value);
            } catch (UnusableRecordException e) {
                refused++;
            }
            decoder.eventTimeMillis(value);
        }
        assertThat(refused).isBetween(25_000, 49_999);
    }

    private static byte[] with(byte[] header, int... more) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header);
        Arrays.stream(more).forEach(out::write);
        return out.toByteArray();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Hostile(String name, byte[] value) {
        @Override
        public String toString() {
            return name;
        }
    }
}
