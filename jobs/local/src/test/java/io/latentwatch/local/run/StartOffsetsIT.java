package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which records a job without a checkpoint judges, on a real broker, and partitions that come while it runs. */
@Timeout(180)
class StartOffsetsIT {
    private static final int OLD = 30;
    private static final int NEW = 20;

    private static Stack stack;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startBroker() throws IOException {
        stack = Stack.start();
    }

    @AfterAll
    static void stopBroker() {
        stack.close();
    }

    @Test
    void earliestJudgesWhatIsThereThoughTheGroupHasReadIt() throws Exception {
        stack.createTopics("earliest");
        List<Image> images = DemoData.images(OLD);
        stack.send("earliest", images);

        stack.runBounded("earliest", Map.of("start.offsets", "earliest"), folder.resolve("first"));
        stack.runBounded("earliest", Map.of("start.offsets", "earliest"), folder.resolve("second"));

        List<String> twice = new ArrayList<>(ids(images));
        twice.addAll(ids(images));
        assertThat(judged("earliest")).containsExactlyInAnyOrderElementsOf(twice);
    }

    @Test
    void committedGoesOnWhereTheGroupStopped() throws Exception {
        stack.createTopics("committed");
        List<Image> images = DemoData.images(OLD + NEW);
        stack.send("committed", images.subList(0, OLD));
        stack.runBounded("committed", Map.of("start.offsets", "committed"), folder.resolve("first"));
        assertThat(judged("committed"))
                .as("a group that has never read begins with the oldest record")
                .containsExactlyInAnyOrderElementsOf(ids(images.subList(0, OLD)));
        stack.send("committed", images.subList(OLD, OLD + NEW));

        stack.runBounded("committed", Map.of("start.offsets", "committed"), folder.resolve("second"));

        assertThat(judged("committed")).containsExactlyInAnyOrderElementsOf(ids(images));
    }

    @Test
    void timestampBeginsWithTheFirstRecordThatIsNotOlder() throws Exception {
        stack.createTopics("timestamp");
        List<Image> images = DemoData.images(OLD + NEW);
        stack.send("timestamp", images.subList(0, OLD));
        TimeUnit.MILLISECONDS.sleep(20);
        Instant between = Instant.now();
        TimeUnit.MILLISECONDS.sleep(20);
        stack.send("timestamp", images.subList(OLD, OLD + NEW));

        stack.runBounded(
                "timestamp", Map.of("start.offsets", "timestamp", "start.timestamp", between.toString()), folder);

        assertThat(judged("timestamp")).containsExactlyInAnyOrderElementsOf(ids(images.subList(OLD, OLD + NEW)));
    }

    @Test
    void latestJudgesOnlyWhatComesAfterTheStart() throws Exception {
        stack.createTopics("latest");
        List<Image> images = DemoData.images(OLD + 1);
        stack.send("latest", images.subList(0, OLD));

        try (LocalJob job = stack.startJob(
                stack.configuration("latest", Map.of("start.offsets", "latest")), folder, Optional.empty())) {
            Awaiting.until(
                    job,
                    () -> stack.count("latest.verdicts") > 0,
                    () -> stack.send("latest", images.subList(OLD, OLD + 1)));
        }

        assertThat(judged("latest")).containsOnly(images.get(OLD).getId());
    }

    @Test
    void aPartitionThatIsAddedIsReadFromItsFirstRecord() throws Exception {
        stack.createTopics("grown");
        List<Image> images = DemoData.images(OLD);
        stack.send("grown", images);

        try (LocalJob job = stack.startJob(
                stack.configuration("grown", Map.of("partition.discovery", "4 s", "start.offsets", "latest")),
                folder,
                Optional.empty())) {
            List<Image> probe = List.of(DemoData.images(OLD + 1).get(OLD));
            Awaiting.until(job, () -> stack.count("grown.verdicts") > 0, () -> stack.send("grown", probe));
            try (Admin admin = Admin.create(stack.clientSettings())) {
                admin.createPartitions(Map.of("grown.images", NewPartitions.increaseTo(Stack.PARTITIONS + 1)))
                        .all()
                        .get();
            }
            sendToNewPartition(images.subList(0, NEW));
            Awaiting.until(job, () -> fromNewPartition().size() >= NEW);
        }

        assertThat(fromNewPartition()).containsExactlyElementsOf(ids(images.subList(0, NEW)));
    }

    private static void sendToNewPartition(List<Image> images) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(stack.clientSettings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Image image : images) {
                byte[] value = Image.getEncoder().encode(image).array();
                producer.send(new ProducerRecord<>("grown.images", Stack.PARTITIONS, null, value))
                        .get();
            }
        }
    }

    private static List<String> fromNewPartition() throws IOException {
        return stack.verdicts("grown").stream()
                .filter(verdict -> verdict.getPosition().getPartition() == Stack.PARTITIONS)
                .sorted(Comparator.comparingLong(
                        verdict -> verdict.getPosition().getOffset()))
                .map(Verdict::getImageId)
                .toList();
    }

    private static List<String> judged(String prefix) throws IOException {
        return stack.verdicts(prefix).stream().map(Verdict::getImageId).toList();
    }

    private static List<String> ids(List<Image> images) {
        return images.stream().map(Image::getId).toList();
    }
}
