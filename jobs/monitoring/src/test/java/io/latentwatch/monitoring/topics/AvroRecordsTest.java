package io.latentwatch.monitoring.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Header;
import io.latentwatch.schemas.Position;
import io.latentwatch.wire.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class AvroRecordsTest {
    @Test
    void carriesTheTraceOfTheImageAndNoOtherHeader() throws IOException {
        List<Header> headers = List.of(
                header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
                header("site", "north"),
                header("traceparent", "00-a-second-one"),
                header("tracestate", "x".repeat(513)),
                header("tracestate", "congo=t61rcWkgMzE"),
                new Header("traceparent", null));
        DeadLetter letter = new DeadLetter(
                new Position("images", 3, 42L), 1_000L, DeadLetterReason.TOO_LARGE, "", null, headers, null, -1L, "");

        ProducerRecord<byte[], byte[]> record = new AvroRecords<DeadLetter>(
                        "dead", Identities::of, DeadLetter.class, WireFormat.SINGLE_OBJECT)
                .tracing(DeadLetter::getHeaders)
                .serialize(letter, null, null);

        assertThat(record.headers())
                .extracting(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .containsExactly(
                        "traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "tracestate=congo=t61rcWkgMzE");
    }

    private static Header header(String name, String value) {
        return new Header(name, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void writesTheRecordUnderItsPositionAndLeavesTheTimeToTheProducer() throws IOException {
        DeadLetter letter = new DeadLetter(
                new Position("images", 3, 42L),
                1_000L,
                DeadLetterReason.TOO_LARGE,
                "too large",
                null,
                List.of(),
                ByteBuffer.allocate(0),
                0L,
                "");

        ProducerRecord<byte[], byte[]> record = new AvroRecords<DeadLetter>(
                        "dead", Identities::of, DeadLetter.class, WireFormat.SINGLE_OBJECT)
                .serialize(letter, null, Long.MAX_VALUE);

        assertThat(record.topic()).isEqualTo("dead");
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("images/3/42/ACTIVE");
        assertThat(record.timestamp()).isNull();
        assertThat(DeadLetter.fromByteBuffer(ByteBuffer.wrap(record.value()))).isEqualTo(letter);
    }
}
