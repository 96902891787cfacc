package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.Header;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to an image's record beside the image goes through to its verdict or dead letter: real broker, real job. */
@Timeout(120)
class CarriedFieldsIT {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final long TIMESTAMP = 1_700_000_000_123L;

    @TempDir
    private Path folder;

    @Test
    void keyHeadersAndTimestampsGoThrough() throws Exception {
        Image image = DemoData.images(1).get(0);
        image.setEventTimeMillis(TIMESTAMP - 500);
        try (Stack stack = Stack.start()) {
            stack.createTopics("carried");
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(stack.clientSettings(), new ByteArraySerializer(), new ByteArraySerializer())) {
                for (byte[] value : List.of(ImageProducer.encode(image), text("no image"))) {
                    producer.send(new ProducerRecord<>(
                                    "carried.images",
                                    0,
                                    TIMESTAMP,
                                    text("camera-7"),
                                    value,
                                    List.of(
                                            new RecordHeader("site", text("north")),
                                            new RecordHeader("traceparent", text(TRACE)))))
                            .get();
                }
            }
            long startMillis = System.currentTimeMillis();
            stack.runBounded("carried", Map.of(), folder);

            ConsumerRecord<byte[], byte[]> verdictRecord =
                    stack.records("carried.verdicts").get(0);
            Verdict verdict = Verdict.getDecoder().decode(verdictRecord.value());
            assertThat(verdict.getKey()).isEqualTo(ByteBuffer.wrap(text("camera-7")));
            assertThat(verdict.getHeaders()).isEqualTo(headers());
            assertThat(verdict.getTimestampMillis()).isEqualTo(TIMESTAMP);
            assertThat(verdict.getEventTimeMillis()).isEqualTo(TIMESTAMP - 500);
            ConsumerRecord<byte[], byte[]> letterRecord =
                    stack.records("carried.dead-letters").get(0);
            DeadLetter letter = DeadLetter.getDecoder().decode(letterRecord.value());
            assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap(text("camera-7")));
            assertThat(letter.getHeaders()).isEqualTo(headers());
            assertThat(letter.getTimestampMillis()).isEqualTo(TIMESTAMP);
            assertThat(List.of(verdictRecord, letterRecord)).allSatisfy(record -> {
                assertThat(record.headers().toArray())
                        .as("the trace goes on, the rest is in the value")
                        .containsExactly(new RecordHeader("traceparent", text(TRACE)));
                assertThat(record.timestamp())
                        .as("old images' verdicts are not old records, which retention would delete")
                        .isGreaterThanOrEqualTo(startMillis);
            });
        }
    }

    private static List<Header> headers() {
        return List.of(
                new Header("site", ByteBuffer.wrap(text("north"))),
                new Header("traceparent", ByteBuffer.wrap(text(TRACE))));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
