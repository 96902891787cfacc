package io.latentwatch.flink.received;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.flink.Records;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BareImagesTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0};

    private final BareImages reader = new BareImages();

    @Test
    void takesIdSourceAndAttributesFromKeyAndHeaders() throws UnusableRecordException {
        Image image = reader.read(record(
                Records.bytes("street-7"),
                PNG,
                new String[] {"source", "attribute.site", "attribute.odd", "traceparent"},
                Records.bytes("camera 3"),
                Records.bytes("north"),
                new byte[] {(byte) 0xC3},
                Records.bytes("00-1")));

        assertThat(image.getId()).isEqualTo("street-7");
        assertThat(image.getSource()).isEqualTo("camera 3");
        assertThat(image.getAttributes()).isEqualTo(Map.of("site", "north"));
        assertThat(image.getEncoding()).isEqualTo(Encoding.PNG);
        assertThat(image.getBytes()).isEqualTo(ByteBuffer.wrap(PNG));
        assertThat(image.getEventTimeMillis()).isNull();
    }

    @Test
    void namesAnImageByItsPositionWhereTheKeyIsNoText() throws UnusableRecordException {
        assertThat(reader.read(record(null, JPEG, new String[0])).getId()).isEqualTo("images/2/42");
        assertThat(reader.read(record(new byte[] {(byte) 0xC3}, JPEG, new String[0]))
                        .getId())
                .isEqualTo("images/2/42");
        assertThat(reader.read(record(null, JPEG, new String[0])).getEncoding()).isEqualTo(Encoding.JPEG);
    }

    @Test
    void refusesWhatIsNoPngOrJpeg() {
        assertThatThrownBy(() -> reader.read(record(null, Records.encode(Records.image("i", 1)), new String[0])))
                .isInstanceOfSatisfying(
                        UnusableRecordException.class,
                        e -> assertThat(e.reason()).isEqualTo(DeadLetterReason.UNKNOWN_ENCODING))
                .hasMessageContainingAll("C3 01", "input.format: avro");
        assertThatThrownBy(() -> reader.read(record(null, new byte[0], new String[0])))
                .hasMessageContaining("found 0 bytes");
        assertThatThrownBy(() -> reader.read(record(null, null, new String[0]))).hasMessageContaining("no value");
        assertThatThrownBy(() -> reader.read(record(new byte[20_000], PNG, new String[0])))
                .hasMessageContaining("20000 characters");
        assertThatThrownBy(() -> reader.read(record(null, PNG, new String[] {"source"}, new byte[257])))
                .hasMessageContaining("source has 257 characters");
    }

    private static ReceivedRecord record(byte[] key, byte[] value, String[] names, byte[]... values) {
        return new ReceivedRecord("images", 2, 42, 1_000, key, names, values, value);
    }
}
