package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.ScoreSet;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More images than the job can twin: fewer get one, the flood's, and all do again when it is over. Real broker, real job. */
@Timeout(600)
class OverloadIT {
    private static final float FLOOR = 0.1f;
    private static final int CHUNK = 4_000;
    private static final int BETWEEN_CAMERAS = 100;
    private static final int TRICKLE = 10;
    private static final String FLOOD = "flood";
    private static final String CAMERA = "camera";

    @TempDir
    private Path folder;

    private int sent;

    @Test
    void aFloodLosesItsTwinsAndACameraKeepsItsOwn() throws Exception {
        Map<String, String> options = Map.of("twin.floor", Float.toString(FLOOR), "parallelism", "1");
        List<Image> images = DemoData.images(1_000);
        try (Stack stack = Stack.start()) {
            stack.createTopics("flood");
            try (LocalJob job = stack.startJob(stack.configuration("flood", options), folder, Optional.empty());
                    ImageProducer producer = new ImageProducer(stack.clientSettings(), "flood.images");
                    Tail verdicts = new Tail(stack, "flood.verdicts")) {
                while (verdicts.lowestRate() > FLOOR) {
                    send(producer, images, CHUNK);
                    awaitJudged(job, verdicts, sent - CHUNK); // some are always left to judge
                }
                send(producer, images, CHUNK);
                awaitJudged(job, verdicts, sent);
                assertThat(verdicts.seen)
                        .hasSize(sent)
                        .allSatisfy(verdict -> assertThat(verdict.getTwinRate()).isBetween(FLOOR, 1f))
                        .allSatisfy(verdict -> assertThat(verdict.getScoreSet())
                                .isEqualTo(verdict.getTwinFlipped() == null ? ScoreSet.PLAIN : ScoreSet.TWIN));
                assertThat(verdicts.twinnedShare(FLOOD))
                        .as("share of the flood's last images with a twin")
                        .isLessThan(0.3);
                assertThat(verdicts.twinnedShare(CAMERA))
                        .as("share of the camera's last images with a twin")
                        .isGreaterThan(0.9);

                while (verdicts.latest().getTwinRate() < 1) {
                    send(producer, images, TRICKLE);
                    awaitJudged(job, verdicts, sent);
                }
            }
        }
    }

    private void send(ImageProducer producer, List<Image> images, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Image image = images.get(sent % images.size());
            image.setId("image-" + sent);
            image.setSource(sent % BETWEEN_CAMERAS == 0 ? CAMERA : FLOOD);
            producer.send(image, stored -> {});
            sent++;
        }
        producer.flush();
    }

    private static void awaitJudged(LocalJob job, Tail verdicts, int count) throws Exception {
        Awaiting.until(job, () -> verdicts.read() >= count);
    }

    /** Reads a topic of verdicts as it grows. */
    private static final class Tail implements AutoCloseable {
        private static final int LAST = 2_000;

        private final KafkaConsumer<byte[], byte[]> consumer;
        private final List<Verdict> seen = new ArrayList<>();

        Tail(Stack stack, String topic) {
            Map<String, Object> settings = new HashMap<>(stack.clientSettings());
            settings.put("auto.offset.reset", "earliest");
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            consumer.assign(consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList());
        }

        /** How many verdicts there have been by now. */
        int read() throws IOException {
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(100))) {
                seen.add(Verdict.getDecoder().decode(found.value()));
            }
            return seen.size();
        }

        float lowestRate() {
            return (float) seen.stream().mapToDouble(Verdict::getTwinRate).min().orElse(1);
        }

        /** The one whose image came last. */
        Verdict latest() {
            return seen.stream()
                    .max((a, b) -> Integer.compare(number(a), number(b)))
                    .orElseThrow();
        }

        private static int number(Verdict verdict) {
            return Integer.parseInt(verdict.getImageId().substring("image-".length()));
        }

        /** Share of twinned images among the source's of the last ones. */
        double twinnedShare(String source) {
            return seen.subList(seen.size() - LAST, seen.size()).stream()
                    .filter(verdict -> verdict.getSource().equals(source))
                    .mapToInt(verdict -> verdict.getTwinFlipped() == null ? 0 : 1)
                    .average()
                    .orElseThrow();
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
