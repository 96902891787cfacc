package io.latentwatch.flink.received;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.flink.Records;
import io.latentwatch.schemas.Header;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CarriedFieldsTest {
    @Test
    void carriesKeyAndHeadersInTheirOrder() {
        ReceivedRecord record =
                record(Records.bytes("key"), new String[] {"b", "a", "b"}, new byte[][] {{1}, null, {2}});

        assertThat(CarriedFields.key(record)).isEqualTo(ByteBuffer.wrap(Records.bytes("key")));
        assertThat(CarriedFields.headers(record))
                .containsExactly(
                        new Header("b", ByteBuffer.wrap(new byte[] {1})),
                        new Header("a", null),
                        new Header("b", ByteBuffer.wrap(new byte[] {2})));
    }

    @Test
    void leavesOutWhatIsTooLong() {
        assertThat(CarriedFields.key(record(new byte[4_096], new String[0], new byte[0][])))
                .isNotNull();
        assertThat(CarriedFields.key(record(new byte[4_097], new String[0], new byte[0][])))
                .isNull();
        assertThat(CarriedFields.key(record(null, new String[0], new byte[0][])))
                .isNull();
        // 3 bytes a letter
        String long1 = "\u3042".repeat(5_418);
        ReceivedRecord record = record(
                null, new String[] {"megabyte", long1, "a", "b"}, new byte[][] {new byte[1 << 20], null, {}, {1}});

        assertThat(CarriedFields.headers(record))
                .as("3 x 5,418 + 64 = 16,318 bytes, and 65 more")
                .extracting(Header::getName)
                .containsExactly(long1, "a");
    }

    @Test
    void headersWithoutBytesAreLimitedToo() {
        String[] empty = new String[100_000];
        Arrays.fill(empty, "");

        assertThat(CarriedFields.headers(record(null, empty, new byte[empty.length][])))
                .as("64 bytes each")
                .hasSize(16_384 / 64);
    }

    private static ReceivedRecord record(byte[] key, String[] names, byte[][] values) {
        return new ReceivedRecord("images", 0, 1, 2, key, names, values, new byte[0]);
    }
}
