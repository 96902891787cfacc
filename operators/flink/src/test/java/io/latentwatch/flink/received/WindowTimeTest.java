package io.latentwatch.flink.received;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.flink.Records;
import io.latentwatch.schemas.Image;
import io.latentwatch.wire.WireFormat;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTimeTest {
    private final WindowTime time = new WindowTime(
            Clock.fixed(Instant.ofEpochMilli(100_000), ZoneOffset.UTC), InputFormat.AVRO, WireFormat.SINGLE_OBJECT);

    @ParameterizedTest
    @CsvSource({
        "99000, 99000",
        "105000, 105000",
        "105001, 105000",
        "9223372036854775807, 105000",
        "-1, 0",
        "-9223372036854775808, 0"
    })
    void followsTheEventTimeWithinReason(long eventTimeMillis, long expected) {
        Image image = Records.image("i", 1);
        image.setEventTimeMillis(eventTimeMillis);

        assertThat(time.extractTimestamp(Records.record(0, image), Long.MIN_VALUE))
                .isEqualTo(expected);
    }

    @Test
    void followsTheRecordsTimestampWhereThereIsNoEventTime() {
        assertThat(time.extractTimestamp(Records.record(0, Records.image("i", 1)), Long.MIN_VALUE))
                .isEqualTo(1_000);
        assertThat(time.extractTimestamp(Records.record(0, new byte[] {1}), Long.MIN_VALUE))
                .isEqualTo(1_000);
    }
}
