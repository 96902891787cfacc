package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Producers that know nothing of Avro: files as values, what belongs to them in key and headers. */
@Timeout(120)
class ImageBytesIT {
    @TempDir
    private Path folder;

    @Test
    void judgesFilesAsTheSameImagesInAvro() throws Exception {
        List<Image> images = DemoData.images(40);
        try (Stack stack = Stack.start()) {
            stack.createTopics("avro");
            stack.send("avro", images);
            stack.runBounded("avro", Map.of(), folder.resolve("avro"));
            stack.createTopics("files");
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(stack.clientSettings(), new ByteArraySerializer(), new ByteArraySerializer())) {
                for (Image image : images) {
                    ProducerRecord<byte[], byte[]> record =
                            new ProducerRecord<>("files.images", text(image.getId()), file(image));
                    record.headers().add("source", text("camera 3"));
                    record.headers().add("attribute.site", text("north"));
                    producer.send(record).get();
                }
                producer.send(new ProducerRecord<>("files.images", text("avro"), new byte[] {(byte) 0xC3, 1}))
                        .get();
            }
            stack.runBounded("files", Map.of("input.format", "image-bytes"), folder.resolve("files"));

            List<Verdict> verdicts = stack.verdicts("files");
            assertThat(verdicts)
                    .extracting(ImageBytesIT::said)
                    .containsExactlyInAnyOrderElementsOf(stack.verdicts("avro").stream()
                            .map(ImageBytesIT::said)
                            .toList());
            assertThat(verdicts).allSatisfy(verdict -> {
                assertThat(verdict.getSource()).isEqualTo("camera 3");
                assertThat(verdict.getAttributes()).isEqualTo(Map.of("site", "north"));
            });
            assertThat(stack.deadLetters("files"))
                    .extracting(DeadLetter::getReason)
                    .containsExactly(DeadLetterReason.UNKNOWN_ENCODING);
        }
    }

    /** What the network says; p-values may differ in a last digit with the size of a batch. */
    private static String said(Verdict verdict) {
        return verdict.getImageId() + " is " + verdict.getPredictedName();
    }

    /** The demo's images are PNG files. */
    private static byte[] file(Image image) {
        byte[] bytes = new byte[image.getBytes().remaining()];
        image.getBytes().duplicate().get(bytes);
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
