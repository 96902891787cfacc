package io.latentwatch.local.alarms;

import io.latentwatch.local.broker.Topics;
import io.latentwatch.schemas.AlarmAction;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.wire.MessageEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that write have in common: which alarm, who answers it, and why. */
final class Answer {
    @Mixin
    private AlarmTopics topics;

    @Option(
            names = "--id",
            required = true,
            paramLabel = "ID",
            description = "The alarm, by its id; ./latentwatch alarms list tells it.")
    private String id;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who says it, for the alarm's events. Default: the user's name.")
    private String issuedBy = System.getProperty("user.name", "");

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
    private String reason = "";

    @Option(
            names = "--topic",
            defaultValue = Topics.COMMANDS,
            paramLabel = "NAME",
            description = "The commands' topic. Default: ${DEFAULT-VALUE}.")
    private String topic;

    /**
     * Writes the command, waits until the brokers have stored it, and says so.
     *
     * @param until end of a silence; empty for all else
     * @throws IllegalArgumentException if the alarms' topic tells of no such alarm
     */
    void send(AlarmAction action, Optional<Instant> until, PrintWriter out)
            throws IOException, ExecutionException, InterruptedException {
        if (!topics.read().holds(id)) {
            throw new IllegalArgumentException(
                    "--id is '%s', expected the id of an alarm in topic %s, which holds no such alarm; ./latentwatch alarms list --all tells those it holds"
                            .formatted(id, topics.alarms()));
        }
        topics.kafka().requireTopics(Map.of(topic, "commands"));
        write(AlarmCommand.newBuilder()
                .setAction(action)
                .setAlarmId(id)
                .setUntilMillis(until.map(Instant::toEpochMilli).orElse(null))
                .setIssuedBy(issuedBy)
                .setReason(reason)
                .build());
        out.printf(
                "wrote %s of %s to %s; what a job makes of it, ./latentwatch alarms list shows%n",
                action.name().toLowerCase(Locale.ROOT), id, topic);
        out.flush();
    }

    private void write(AlarmCommand command) throws ExecutionException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(topics.kafka().settings());
        settings.put("acks", "all");
        byte[] value = new MessageEncoder<>(topics.kafka().wireFormat(), topic, AlarmCommand.class).encode(command);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, id.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }
}
