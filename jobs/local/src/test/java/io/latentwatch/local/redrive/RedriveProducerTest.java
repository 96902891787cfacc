package io.latentwatch.local.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Position;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class RedriveProducerTest {
    @Test
    void sendsARecordOnceHoweverManyDeadLettersItHas() throws Exception {
        MockProducer<byte[], byte[]> kafka =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        try (RedriveProducer producer = new RedriveProducer(kafka, "images", false)) {
            producer.send(letter(0, 7, 1));
            producer.send(letter(0, 8, 2));
            producer.send(letter(0, 7, 1));
            producer.send(letter(1, 7, 3));
            producer.flush();

            assertThat(kafka.history())
                    .extracting(ProducerRecord::value)
                    .containsExactly(new byte[] {1}, new byte[] {2}, new byte[] {3});
            assertThat(producer.summary())
                    .contains("sent 3 records to images", "1 left out: other dead letters are of the same records");
        }
    }

    private static DeadLetter letter(int partition, long offset, int value) {
        return new DeadLetter(
                new Position("images", partition, offset),
                1_000L,
                DeadLetterReason.TOO_LARGE,
                "",
                null,
                List.of(),
                ByteBuffer.wrap(new byte[] {(byte) value}),
                1L,
                "");
    }
}
