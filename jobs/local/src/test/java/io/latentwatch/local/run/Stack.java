package io.latentwatch.local.run;

import io.latentwatch.local.broker.ClientListener;
import io.latentwatch.local.broker.EmbeddedBroker;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.monitoring.StartChecks;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A real broker, topics of a test's own, and the real job on them. */
final class Stack implements AutoCloseable {
    static final int PARTITIONS = 2;

    private final EmbeddedBroker broker;

    private Stack(EmbeddedBroker broker) {
        this.broker = broker;
    }

    static Stack start() throws IOException {
        return new Stack(EmbeddedBroker.start());
    }

    /** A broker that asks clients who they are; the tests themselves come by another way. */
    static Stack start(ClientListener clients) throws IOException {
        return new Stack(EmbeddedBroker.start(Files.createTempDirectory("latentwatch-broker"), clients));
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Topics whose names start with the prefix. */
    void createTopics(String prefix) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(clientSettings())) {
            Topics.create(admin, prefix, PARTITIONS);
        }
    }

    Map<String, Object> clientSettings() {
        return Map.of("bootstrap.servers", broker.trustedServers());
    }

    /** The job's options on the prefix's topics; {@code more} counts more. */
    MonitoringConfiguration configuration(String prefix, Map<String, String> more) {
        Map<String, String> values = new HashMap<>();
        values.put("kafka.bootstrap-servers", broker.bootstrapServers());
        values.put("kafka.group-id", prefix);
        values.put("bundle.path", DemoData.BUNDLE.toString());
        values.put("parallelism", "2");
        values.put("twin.floor", "1"); // what is judged does not depend on how busy the machine is
        for (String topic : List.of(
                "images", "verdicts", "dead-letters", "alarms", "distortion", "retraining", "commands", "models")) {
            values.put("topics." + topic, prefix + "." + topic);
        }
        values.putAll(more);
        return MonitoringConfiguration.of(values);
    }

    /** Starts the job as the commands do: checks first. */
    LocalJob startJob(MonitoringConfiguration configuration, Path folder, Optional<String> savepoint) throws Exception {
        return LocalJob.start(StartChecks.run(configuration), folder, savepoint, OptionalInt.empty());
    }

    /** Runs the job over all that is in its topics, to the end. */
    void runBounded(String prefix, Map<String, String> more, Path folder) throws Exception {
        Map<String, String> values = new HashMap<>(more);
        values.put("bounded", "true");
        try (LocalJob job = startJob(configuration(prefix, values), folder, Optional.empty())) {
            job.awaitEnd();
        }
    }

    /** Sends the images; where each one was stored. */
    Map<Position, Image> send(String prefix, List<Image> images) throws IOException {
        Map<Position, Image> sent = new ConcurrentHashMap<>();
        try (ImageProducer producer = new ImageProducer(clientSettings(), prefix + ".images")) {
            for (Image image : images) {
                producer.send(
                        image,
                        stored -> sent.put(new Position(stored.topic(), stored.partition(), stored.offset()), image));
            }
            producer.flush();
        }
        return sent;
    }

    List<Verdict> verdicts(String prefix) throws IOException {
        List<Verdict> verdicts = new ArrayList<>();
        for (byte[] value : values(prefix + ".verdicts")) {
            verdicts.add(Verdict.getDecoder().decode(value));
        }
        return verdicts;
    }

    List<DeadLetter> deadLetters(String prefix) throws IOException {
        List<DeadLetter> letters = new ArrayList<>();
        for (byte[] value : values(prefix + ".dead-letters")) {
            letters.add(DeadLetter.getDecoder().decode(value));
        }
        return letters;
    }

    List<Alarm> alarms(String prefix) throws IOException {
        List<Alarm> alarms = new ArrayList<>();
        for (byte[] value : values(prefix + ".alarms")) {
            alarms.add(Alarm.getDecoder().decode(value));
        }
        return alarms;
    }

    /** How many committed records the topic holds by now. */
    long count(String topic) {
        return values(topic).size();
    }

    /** All values of the committed records that the topic holds by now. */
    List<byte[]> values(String topic) {
        return records(topic).stream().map(ConsumerRecord::value).toList();
    }

    /** All committed records that the topic holds by now. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        Map<String, Object> settings = new HashMap<>(clientSettings());
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        settings.put("fetch.max.bytes", 64 << 20);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(200))) {
                    records.add(found);
                }
            }
            return records;
        }
    }

    @Override
    public void close() {
        broker.close();
    }
}
