package io.latentwatch.monitoring.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.flink.received.ReceivedRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ReadRecordsTest {
    private final ReadRecords schema = new ReadRecords();

    @Test
    void takesARecordAsItIs() {
        ReceivedRecord record = read(bytes("key"), bytes("value"));

        assertThat(record.position()).isEqualTo("images/3/42");
        assertThat(record.timestampMillis()).isEqualTo(1_000);
        assertThat(record.key()).isEqualTo(bytes("key"));
        assertThat(record.headerNames()).containsExactly("traceparent", "empty");
        assertThat(record.headerValues()[0]).isEqualTo(bytes("00-1"));
        assertThat(record.headerValues()[1]).isNull();
        assertThat(record.value()).isEqualTo(bytes("value"));
    }

    @Test
    void takesATombstone() {
        ReceivedRecord record = read(null, null);

        assertThat(record.key()).isNull();
        assertThat(record.value()).isNull();
    }

    @Test
    void recordsCrossAnEdgeUnchanged() throws Exception {
        TypeSerializer<ReceivedRecord> serializer =
                schema.getProducedType().createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(read(null, bytes("value")), out);

        ReceivedRecord back = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));

        assertThat(back).usingRecursiveComparison().isEqualTo(read(null, bytes("value")));
    }

    private ReceivedRecord read(byte[] key, byte[] value) {
        RecordHeaders headers = new RecordHeaders(
                List.of(new RecordHeader("traceparent", bytes("00-1")), new RecordHeader("empty", (byte[]) null)));
        List<ReceivedRecord> read = new ArrayList<>();
        schema.deserialize(
                new ConsumerRecord<>(
                        "images", 3, 42, 1_000, TimestampType.CREATE_TIME, 0, 0, key, value, headers, Optional.empty()),
                new ListCollector<>(read));
        return read.get(0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
