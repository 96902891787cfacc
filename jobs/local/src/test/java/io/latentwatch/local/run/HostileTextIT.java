package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.LoopbackPorts;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.monitoring.StartChecks;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Verdict;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys, source names and attributes that somebody chose to do harm: carried where they fit, refused where not, and seen in no log and no metric. */
@Timeout(180)
class HostileTextIT {
    private static final String EVIL =
            "evil\u001b[2J\r\n2026-01-01 ERROR all is lost \u0000\u202e\"} 1\nlatentwatch_images 0";

    @TempDir
    private Path folder;

    @Test
    void isBoundedAndHarmless() throws Exception {
        CapturedLog log = CapturedLog.attached();
        int port = LoopbackPorts.free(1).get(0);
        String metrics;
        try (Stack stack = Stack.start()) {
            stack.createTopics("text");
            int carried = send(stack);
            send(stack, "text.commands", EVIL.getBytes(StandardCharsets.UTF_8), EVIL.getBytes(StandardCharsets.UTF_8));
            try (LocalJob job = LocalJob.start(
                    StartChecks.run(stack.configuration("text", Map.of("start.offsets", "earliest"))),
                    folder,
                    Optional.empty(),
                    OptionalInt.of(port))) {
                Awaiting.until(
                        job,
                        () -> stack.count("text.verdicts") >= carried
                                && stack.count("text.dead-letters") >= 3
                                && stack.count("text.alarms") >= 1);
                metrics = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
            }
            assertOutputs(stack, carried);
        } finally {
            log.stop();
        }

        assertThat(metrics).contains("latentwatch").doesNotContain("evil").hasSizeLessThan(2 << 20);
        assertThat(log.lines)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).doesNotContain("evil").hasSizeLessThan(100_000));
    }

    private static void assertOutputs(Stack stack, int carried) throws Exception {
        List<Verdict> verdicts = stack.verdicts("text");
        assertThat(verdicts).hasSize(carried);
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.getImageId().equals("evil text"))
                .singleElement()
                .satisfies(verdict -> {
                    assertThat(verdict.getSource())
                            .as("carried as it came: it is data")
                            .isEqualTo(EVIL);
                    assertThat(verdict.getAttributes()).isEqualTo(Map.of(EVIL, EVIL));
                    assertThat(verdict.getKey().remaining()).isEqualTo("evil text".length());
                });
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.getImageId().equals("megabyte key"))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.getKey())
                        .as("too long to be carried")
                        .isNull());
        List<DeadLetter> letters = stack.deadLetters("text");
        assertThat(letters).hasSize(3).allSatisfy(letter -> {
            assertThat(letter.getReason()).isEqualTo(DeadLetterReason.OVERSIZED_TEXT);
            assertThat(letter.getDetail()).doesNotContain("evil").hasSizeLessThanOrEqualTo(1_000);
        });
        for (byte[] value : stack.values("text.alarms")) {
            assertThat(Alarm.getDecoder().decode(value).getId())
                    .as("an alarm with long names of sources fits its topic")
                    .isNotBlank();
        }
    }

    /** How many of the images have to be judged. */
    private static int send(Stack stack) throws Exception {
        List<Image> images = new ArrayList<>();
        List<Image> clean = DemoData.images(5);
        clean.get(0).setId("evil text");
        clean.get(0).setSource(EVIL);
        clean.get(0).setAttributes(Map.of(EVIL, EVIL));
        clean.get(1).setSource("evil".repeat(1 << 18));
        clean.get(2).setAttributes(Map.of("a", "evil".repeat(1 << 18)));
        clean.get(3).setAttributes(manyAttributes());
        images.addAll(clean.subList(0, 4));
        try (Stream<LabelledImage> attacked =
                ImageSets.open(Path.of("demo/standard/pgd-0.1.avro")).images()) {
            // as long as sources may be, three bytes a letter
            attacked.limit(120).map(ImageProducer::avro).forEach(image -> {
                image.setAttributes(Map.of());
                image.setSource("\u3042".repeat(250) + images.size());
                images.add(image);
            });
        }
        stack.send("text", images);
        clean.get(4).setId("megabyte key");
        send(
                stack,
                "text.images",
                "evil".repeat(1 << 18).getBytes(StandardCharsets.UTF_8),
                ImageProducer.encode(clean.get(4)));
        return images.size() - 3 + 1;
    }

    private static Map<String, String> manyAttributes() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            many.put("evil" + i, "");
        }
        return many;
    }

    private static void send(Stack stack, String topic, byte[] key, byte[] value) throws Exception {
        Map<String, Object> settings = new HashMap<>(stack.clientSettings());
        settings.put("max.request.size", 4 << 20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        }
    }

    /** All that is logged in this JVM, by the job, Flink and Kafka alike. */
    private static final class CapturedLog extends AbstractAppender {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Level levelBefore = LogManager.getRootLogger().getLevel();

        private CapturedLog() {
            super("captured", null, null, true, Property.EMPTY_ARRAY);
        }

        static CapturedLog attached() {
            CapturedLog log = new CapturedLog();
            log.start();
            ((Logger) LogManager.getRootLogger()).addAppender(log);
            Configurator.setRootLevel(Level.INFO);
            return log;
        }

        @Override
        public void append(LogEvent event) {
            lines.add(event.getMessage().getFormattedMessage()
                    + (event.getThrown() == null ? "" : event.getThrown().toString()));
        }

        @Override
        public void stop() {
            ((Logger) LogManager.getRootLogger()).removeAppender(this);
            Configurator.setRootLevel(levelBefore);
            super.stop();
        }
    }
}
