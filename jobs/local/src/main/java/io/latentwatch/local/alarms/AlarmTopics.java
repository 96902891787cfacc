package io.latentwatch.local.alarms;

import io.latentwatch.local.broker.KafkaConnection;
import io.latentwatch.local.broker.TopicRange;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.wire.MessageDecoder;
import io.latentwatch.wire.UnreadableMessageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The alarms' topic, as the commands reach it. */
final class AlarmTopics {
    @Mixin
    private KafkaConnection kafka;

    @Option(
            names = "--alarms",
            defaultValue = Topics.ALARMS,
            paramLabel = "NAME",
            description = "The alarms' topic. Default: ${DEFAULT-VALUE}.")
    private String alarms;

    String alarms() {
        return alarms;
    }

    KafkaConnection kafka() {
        return kafka;
    }

    /**
     * What the topic holds by now. Records in several partitions are taken in the order in which they were written.
     *
     * @throws IOException if the topic is not there, or a record in it is no alarm
     */
    AlarmLog read() throws IOException, ExecutionException, InterruptedException {
        kafka.requireTopics(Map.of(alarms, "alarms"));
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        new TopicRange(kafka.settings(), alarms, Optional.empty(), Optional.empty()).forEach(records::add);
        if (records.stream().mapToInt(ConsumerRecord::partition).distinct().count() > 1) {
            records.sort(Comparator.comparingLong(ConsumerRecord::timestamp)); // one partition's are in order already
        }
        MessageDecoder<Alarm> decoder = new MessageDecoder<>(kafka.wireFormat(), Alarm.class);
        AlarmLog log = new AlarmLog();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            log.add(decode(decoder, record));
        }
        return log;
    }

    private static Alarm decode(MessageDecoder<Alarm> decoder, ConsumerRecord<byte[], byte[]> record)
            throws IOException {
        try {
            return decoder.decode(record.value());
        } catch (UnreadableMessageException e) {
            throw new IOException(
                    "%s/%d/%d: expected an alarm of the job, found another record (%s); give the topic with --alarms, and the schema registry with --registry"
                            .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()),
                    e);
        }
    }
}
