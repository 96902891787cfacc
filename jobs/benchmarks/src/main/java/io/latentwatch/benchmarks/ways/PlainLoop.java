package io.latentwatch.benchmarks.ways;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OrtException;
import io.latentwatch.benchmarks.kafka.VerdictTopic;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.flink.received.ImageDecoder;
import io.latentwatch.flink.received.UnusableRecordException;
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
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * <p>Measured as the job is: by {@link VerdictTopic#imagesPerSecond}, from the first verdict that the broker stored to the last. In a steady stream it does not
 * wait for full batches: what a poll brought is judged at once.
 */
public final class PlainLoop implements Way, Streaming {
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
        try (VerdictTopic topic = load.newVerdictTopic()) {
            judgeAll(topic.name());
            return topic.imagesPerSecond(load.images().count());
        }
    }

    private void judgeAll(String topic) throws UnusableRecordException, OrtException, ImageRefusedException {
        AvroRecords<Verdict> records = records(topic);
        List<Row> batch = new ArrayList<>(load.batch());
        int images = load.images().count();
        int read = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic);
                KafkaProducer<byte[], byte[]> producer = producer()) {
            while (read < images) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    batch.add(new Row(record, decoder.decode(record.value())));
                    read++;
                    if (batch.size() == load.batch() || read == images) {
                        judge(batch, producer, records);
                    }
                }
            }
        }
    }

    @Override
    public <T> T judgeWhile(VerdictTopic verdicts, Callable<T> meanwhile) throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        FutureTask<Void> judging = new FutureTask<>(() -> judgeAsTheyCome(verdicts.name(), ended));
        new Thread(judging, "plain-loop").start();
        try {
            return meanwhile.call();
        } finally {
            ended.set(true);
            judging.get(); // a poll later
        }
    }

    private Void judgeAsTheyCome(String topic, AtomicBoolean ended)
            throws UnusableRecordException, OrtException, ImageRefusedException {
        AvroRecords<Verdict> records = records(topic);
        List<Row> batch = new ArrayList<>(load.batch());
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic);
                KafkaProducer<byte[], byte[]> producer = producer()) {
            while (!ended.get()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    batch.add(new Row(record, decoder.decode(record.value())));
                    if (batch.size() == load.batch()) {
                        judge(batch, producer, records);
                    }
                }
                if (!batch.isEmpty()) {
                    judge(batch, producer, records);
                }
            }
        }
        return null;
    }

    /** Judges the batch and empties it. */
    private void judge(List<Row> batch, KafkaProducer<byte[], byte[]> producer, AvroRecords<Verdict> records)
            throws OrtException, ImageRefusedException {
        MonitorRun.Outputs outputs = monitor.run(batch.stream().map(Row::image).toList());
        for (int row = 0; row < batch.size(); row++) {
            Verdict verdict =
                    verdicts.of(batch.get(row).record(), batch.get(row).image(), outputs, row);
            // What is lost shows when the verdicts are counted.
            Future<RecordMetadata> unused = producer.send(records.serialize(verdict, null, null));
        }
        batch.clear();
    }

    private static AvroRecords<Verdict> records(String topic) {
        return new AvroRecords<>(topic, Identities::of, Verdict.class, WireFormat.SINGLE_OBJECT);
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        load.bootstrapServers(),
                        "group.id",
                        group,
                        "max.partition.fetch.bytes",
                        KafkaEnds.IMAGE_FETCH_BYTES),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(load.images().topic()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
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
