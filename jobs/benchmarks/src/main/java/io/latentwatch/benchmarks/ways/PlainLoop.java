package io.latentwatch.benchmarks.ways;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OrtException;
import io.latentwatch.benchmarks.kafka.VerdictTopic;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.flink.received.ImageDecoder;
import io.latentwatch.flink.received.UnusableRecordException;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.monitoring.topics.AvroRecords;
import io.latentwatch.monitoring.topics.Identities;
import io.latentwatch.monitoring.topics.KafkaEnds;
import io.latentwatch.schemas.GeneratedCoders;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Verdict;
import io.latentwatch.wire.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What one would write without Flink: on one thread, poll Kafka, decode each Avro {@link Image}, run the job's own monitor graph on full
 * batches, and send an Avro {@link Verdict} for each image, with the job's client settings and Avro coders. It neither calibrates (no
 * p-value, no flag) nor raises alarms, sums up windows, checkpoints, or survives a bad record.
 *
 * <p>Measured as the job is: by {@link VerdictTopic#imagesPerSecond}, from the first verdict that the broker stored to the last.
 */
public final class PlainLoop implements Way, AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);

    static {
        GeneratedCoders.use(Verdict.class);
    }

    private final Load load;
    private final MonitorRun monitor;
    private final RawVerdicts verdicts;
    private final ImageDecoder decoder = new ImageDecoder(WireFormat.SINGLE_OBJECT);

    /** Opens the bundle's monitor graph. */
    public PlainLoop(Load load, Bundle bundle) throws OrtException {
        this.load = requireNonNull(load, "load is null");
        this.monitor = new MonitorRun(bundle, load.batch(), load.twinned());
        this.verdicts = new RawVerdicts(bundle);
    }

    @Override
    public double imagesPerSecond() throws Exception {
        try (VerdictTopic topic = load.newVerdictTopic("loop")) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic.name());
                    KafkaProducer<byte[], byte[]> producer = producer()) {
                judgeAll(consumer, producer, topic.name());
            }
            return topic.imagesPerSecond(load.images());
        }
    }

    private void judgeAll(KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer, String topic)
            throws UnusableRecordException, OrtException, ImageRefusedException {
        AvroRecords<Verdict> records =
                new AvroRecords<>(topic, Identities::of, Verdict.class, WireFormat.SINGLE_OBJECT);
        List<Row> batch = new ArrayList<>(load.batch());
        int read = 0;
        while (read < load.images()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                batch.add(new Row(record, decoder.decode(record.value())));
                read++;
                if (batch.size() == load.batch() || read == load.images()) {
                    judge(batch, producer, records);
                    batch.clear();
                }
            }
        }
    }

    private void judge(List<Row> batch, KafkaProducer<byte[], byte[]> producer, AvroRecords<Verdict> records)
            throws OrtException, ImageRefusedException {
        MonitorRun.Outputs outputs = monitor.run(batch.stream().map(Row::image).toList());
        for (int row = 0; row < batch.size(); row++) {
            Verdict verdict =
                    verdicts.of(batch.get(row).record(), batch.get(row).image(), outputs, row);
            // What is lost shows when the verdicts are counted.
            Future<RecordMetadata> unused = producer.send(records.serialize(verdict, null, null));
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", load.bootstrapServers(), "group.id", group),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(new TopicPartition(Topics.IMAGES, 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", load.bootstrapServers(), "batch.size", KafkaEnds.VERDICT_BATCH_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void close() throws OrtException {
        monitor.close();
    }

    private record Row(ConsumerRecord<byte[], byte[]> record, Image image) {}
}
