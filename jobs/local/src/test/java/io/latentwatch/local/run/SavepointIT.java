package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmAction;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job goes on from what an earlier version of it kept. The savepoints in {@code src/test/resources/savepoints} stay as they are, and so do the bundles that were judged with; a new one
 * is written with {@code mvn verify -pl jobs/local -am -Dit.test=SavepointIT -Dsavepoint.write=NAME}, and begins a row of the test.
 */
@Timeout(180)
class SavepointIT {
    private static final Path SAVEPOINTS = Path.of("src/test/resources/savepoints");
    private static final String TOPICS = "savepoint";

    @TempDir
    private Path folder;

    @Test
    void theFirstVersionsSavepointIsRestored() throws Exception {
        restore("first");
    }

    @Test
    @EnabledIfSystemProperty(named = "savepoint.write", matches = "[a-z0-9-]+")
    void writesASavepointOfThisVersion() throws Exception {
        Path target = SAVEPOINTS.resolve(System.getProperty("savepoint.write"));
        assertThat(target).as("a savepoint stays as it is").doesNotExist();
        try (Stack stack = Stack.start()) {
            stack.createTopics(TOPICS);
            stack.send(TOPICS, before());
            try (LocalJob job = stack.startJob(configuration(stack, DemoData.BUNDLE), folder, Optional.empty())) {
                Awaiting.until(job, () -> stack.verdicts(TOPICS).size() == before().size());
                Awaiting.until(job, () -> !raised(stack).isEmpty());
                copy(Path.of(URI.create(job.stopWithSavepoint(folder, Duration.ofSeconds(60)))), target);
            }
            copy(DemoData.BUNDLE, bundle(target));
            Files.writeString(
                    SAVEPOINTS.resolve(target.getFileName() + ".alarm"),
                    raised(stack).get(0).getId());
        }
        restore(target.getFileName().toString());
    }

    private void restore(String name) throws Exception {
        Path savepoint = SAVEPOINTS.resolve(name).toAbsolutePath();
        try (Stack stack = Stack.start()) {
            stack.createTopics(TOPICS);
            stack.send(TOPICS, before());
            List<Image> after = DemoData.images(40);
            after.forEach(image -> image.setId("after-" + image.getId()));
            Map<Position, Image> sent = stack.send(TOPICS, after);
            try (LocalJob job = stack.startJob(
                    configuration(stack, bundle(savepoint)),
                    folder,
                    Optional.of(savepoint.toUri().toString()))) {
                Awaiting.until(job, () -> stack.verdicts(TOPICS).size() >= sent.size());
                String alarmId = Files.readString(savepoint.resolveSibling(name + ".alarm"))
                        .strip();
                command(stack, AlarmAction.ACKNOWLEDGE, alarmId);
                command(stack, AlarmAction.ACKNOWLEDGE, alarmId);
                command(stack, AlarmAction.RESET, alarmId);
                Awaiting.until(
                        job, () -> alarms(stack).stream().anyMatch(alarm -> alarm.getEvent() == AlarmEvent.RESOLVED));
                job.stopWithSavepoint(folder, Duration.ofSeconds(60));
            }

            assertThat(stack.verdicts(TOPICS))
                    .as("what the savepoint covers is not judged again")
                    .extracting(Verdict::getPosition)
                    .containsExactlyInAnyOrderElementsOf(sent.keySet());
            assertThat(alarms(stack))
                    .as("the alarm of the savepoint is open, with all that it said when it was raised")
                    .allSatisfy(alarm -> {
                        assertThat(alarm.getIssuedBy()).isEqualTo("operator");
                        assertThat(alarm.getLevel()).isEqualTo(AlarmLevel.STREAM);
                        assertThat(alarm.getFlagged()).isPositive();
                        assertThat(alarm.getExamples()).isNotEmpty();
                    });
            assertThat(alarms(stack))
                    .as("a field that the savepoint does not have yet counts from now on")
                    .extracting(Alarm::getEvent)
                    .containsExactly(AlarmEvent.ACKNOWLEDGED, AlarmEvent.RESOLVED);
        }
    }

    private static MonitoringConfiguration configuration(Stack stack, Path bundle) {
        return stack.configuration(
                TOPICS, Map.of("parallelism", "1", "source.buckets", "8", "bundle.path", bundle.toString()));
    }

    private static Path bundle(Path savepoint) {
        return savepoint.resolveSibling(savepoint.getFileName() + ".bundle");
    }

    /** Attacked images enough for an alarm of the stream. */
    private static List<Image> before() throws IOException {
        List<Image> images = new ArrayList<>();
        try (Stream<LabelledImage> attacked =
                ImageSets.open(Path.of("demo/standard/pgd-0.1.avro")).images()) {
            attacked.limit(120).map(ImageProducer::avro).forEach(images::add);
        }
        return images;
    }

    private static List<Alarm> alarms(Stack stack) throws IOException {
        List<Alarm> alarms = new ArrayList<>();
        for (byte[] value : stack.values(TOPICS + ".alarms")) {
            alarms.add(Alarm.getDecoder().decode(value));
        }
        return alarms;
    }

    private static List<Alarm> raised(Stack stack) throws IOException {
        return alarms(stack).stream()
                .filter(alarm -> alarm.getLevel() == AlarmLevel.STREAM && alarm.getEvent() == AlarmEvent.RAISED)
                .toList();
    }

    private static void command(Stack stack, AlarmAction action, String alarmId) throws Exception {
        ByteBuffer command = AlarmCommand.newBuilder()
                .setAction(action)
                .setAlarmId(alarmId)
                .setIssuedBy("operator")
                .build()
                .toByteBuffer();
        byte[] value = new byte[command.remaining()];
        command.get(value);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(stack.clientSettings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(TOPICS + ".commands", value)).get();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.createDirectories(to.getParent());
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
