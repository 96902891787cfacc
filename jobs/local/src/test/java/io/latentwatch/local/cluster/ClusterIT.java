package io.latentwatch.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.broker.EmbeddedBroker;
import io.latentwatch.local.cluster.FlinkProcesses.Finished;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shaded jar on a cluster of processes: submitted, judging, submitted again, and refused with a reason. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ClusterIT {
    private static final int IMAGES = 300;
    private static final Path BUNDLE = Path.of("demo", "standard", "bundle").toAbsolutePath();

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static FlinkProcesses cluster;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(Stream.of(
                                    "images",
                                    "verdicts",
                                    "dead-letters",
                                    "distortion",
                                    "alarms",
                                    "retraining",
                                    "commands")
                            .map(name -> new NewTopic("latentwatch." + name, 2, (short) 1))
                            .toList())
                    .all()
                    .get();
            admin.createTopics(List.of(new NewTopic("latentwatch.models", 1, (short) 1)))
                    .all()
                    .get();
        }
        sendImages();
        cluster = FlinkProcesses.start(folder.resolve("flink"));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        broker.close();
    }

    @Test
    void judgesEveryImageOnceEachTimeItIsSubmitted() throws Exception {
        Path options = Files.writeString(folder.resolve("job.yaml"), """
                kafka.bootstrap-servers: %s
                bundle.path: %s
                bounded: true
                parallelism: 2
                """.formatted(broker.bootstrapServers(), BUNDLE));

        Finished first = cluster.run(
                ClusterFiles.jobJar(), List.of("--config", options.toString(), "--set", "kafka.group-id=first"));

        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output()).contains("batch.size: 64", "twin.key: ******");
        assertThat(positions(verdicts())).as(cluster.logs()).hasSize(IMAGES);
        assertThat(verdicts()).hasSize(IMAGES);

        // the second job's classes come from a class loader of their own, ONNX Runtime's native library does not
        Finished second = cluster.run(
                ClusterFiles.jobJar(), List.of("--config", options.toString(), "--set", "kafka.group-id=second"));

        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(positions(verdicts())).hasSize(IMAGES);
        assertThat(verdicts()).hasSize(2 * IMAGES);
        assertThat(records("latentwatch.dead-letters")).isEmpty();
        assertThat(records("latentwatch.distortion")).isNotEmpty();
    }

    @Test
    void refusesWrongOptionsWithAllThatIsWrongAndNoStackTrace() throws Exception {
        Finished refused =
                cluster.run(ClusterFiles.jobJar(), List.of("--set", "batch.sise=3", "--set", "detection.alpha=2"));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .contains(
                        "the configuration has 4 problems",
                        "unknown key 'batch.sise'; the nearest known one is 'batch.size'",
                        "detection.alpha is '2', expected a rate above 0 and below 0.45",
                        "kafka.bootstrap-servers is missing",
                        "bundle.path is missing")
                .doesNotContain("\tat ");
    }

    @Test
    void namesTheJarThatIsMissingFromTheLibFolder() throws Exception {
        Finished refused = cluster.run(
                cluster.libWithout("onnxruntime"),
                ClusterFiles.jobJar(),
                List.of(
                        "--set",
                        "kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--set",
                        "bundle.path=" + BUNDLE));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .contains("com.microsoft.onnxruntime:onnxruntime", "lib folder")
                .doesNotContain("\tat ");
    }

    private static void sendImages() throws IOException {
        try (Stream<LabelledImage> clean =
                        ImageSets.open(Path.of("demo", "clean.avro")).images();
                ImageProducer producer = new ImageProducer(
                        Map.of("bootstrap.servers", broker.bootstrapServers()), "latentwatch.images")) {
            for (LabelledImage image : clean.limit(IMAGES).toList()) {
                producer.send(ImageProducer.avro(image), stored -> {});
            }
            producer.flush();
        }
    }

    private static Set<String> positions(List<Verdict> verdicts) {
        Set<String> positions = new TreeSet<>();
        verdicts.forEach(v -> positions.add(
                v.getPosition().getPartition() + "/" + v.getPosition().getOffset()));
        return positions;
    }

    private static List<Verdict> verdicts() throws IOException {
        List<Verdict> verdicts = new ArrayList<>();
        for (byte[] value : records("latentwatch.verdicts")) {
            verdicts.add(Verdict.getDecoder().decode(value));
        }
        return verdicts;
    }

    private static List<byte[]> records(String topic) {
        List<byte[]> values = new ArrayList<>();
        List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(found -> values.add(found.value()));
            }
        }
        return values;
    }
}
