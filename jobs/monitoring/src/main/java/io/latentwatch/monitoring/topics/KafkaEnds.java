package io.latentwatch.monitoring.topics;

import static java.util.Objects.requireNonNull;

import io.latentwatch.flink.models.CommandFeed;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.monitoring.configuration.Delivery;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DistortionWindow;
import io.latentwatch.schemas.RetrainingTrigger;
import io.latentwatch.schemas.Verdict;
import io.latentwatch.wire.WireFormat;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The job's two ends: where images come from and where everything goes. */
public final class KafkaEnds {
    /** What Kafka's producer has by default. */
    private static final long BUFFER_BYTES = 32L << 20;

    /**
     * The verdicts' producer batch.size, unless kafka.properties says otherwise: about what a batch of 64 images makes, so that the network thread
     * is not woken, nor the broker asked, three times for each.
     */
    public static final int VERDICT_BATCH_BYTES = 64 << 10;

    /**
     * The images' consumer max.partition.fetch.bytes, unless kafka.properties says otherwise: with Kafka's 1 MiB, images of 100 kB come ten at a time, and
     * no batch of 64 is full before its time is over. The consumer may hold so much for each partition.
     */
    public static final int IMAGE_FETCH_BYTES = 4 << 20;

    private final MonitoringConfiguration configuration;

    public KafkaEnds(MonitoringConfiguration configuration) {
        this.configuration = requireNonNull(configuration, "configuration is null");
    }

    /** The images topic from where the configuration says. A record larger than a fetch is fetched alone. */
    public KafkaSource<ReceivedRecord> images() {
        Properties properties = clientProperties();
        properties.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(IMAGE_FETCH_BYTES));
        KafkaSourceBuilder<ReceivedRecord> source = KafkaSource.<ReceivedRecord>builder()
                .setProperties(properties)
                .setProperty(
                        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
                        Long.toString(configuration.input().discovery().toMillis()))
                .setBootstrapServers(configuration.kafka().bootstrapServers())
                .setGroupId(configuration.kafka().groupId())
                .setTopics(configuration.topics().images())
                .setStartingOffsets(startingOffsets())
                .setDeserializer(new ReadRecords());
        if (configuration.input().bounded()) {
            source.setBounded(OffsetsInitializer.latest());
        }
        return source.build();
    }

    /** Operators' commands from where the group stopped, else those that come from now on: an old one speaks of an alarm that is gone. */
    @SuppressWarnings("deprecation") // the connector asks for this type of Kafka's, and for no other
    public KafkaSource<ReceivedRecord> commands() {
        KafkaSourceBuilder<ReceivedRecord> source = KafkaSource.<ReceivedRecord>builder()
                .setProperties(clientProperties())
                .setBootstrapServers(configuration.kafka().bootstrapServers())
                .setGroupId(configuration.kafka().groupId())
                .setTopics(configuration.topics().commands())
                .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.LATEST))
                .setDeserializer(new ReadRecords());
        if (configuration.input().bounded()) {
            source.setBounded(OffsetsInitializer.latest());
        }
        return source.build();
    }

    /** Commands for bundles; every subtask reads all of them, in no consumer group. */
    public CommandFeed modelCommands() {
        Map<String, String> properties = new HashMap<>(configuration.kafka().properties());
        properties.put(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, configuration.kafka().bootstrapServers());
        return new ModelCommands(configuration.topics().models(), properties);
    }

    public KafkaSink<Verdict> verdicts() {
        String topic = configuration.topics().verdicts();
        Properties batches = new Properties();
        if (!configuration.kafka().properties().containsKey(ProducerConfig.BATCH_SIZE_CONFIG)) {
            batches.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(VERDICT_BATCH_BYTES));
        }
        return sink(
                new AvroRecords<Verdict>(topic, Identities::of, Verdict.class, wireFormat())
                        .tracing(Verdict::getHeaders),
                guarantee(),
                batches);
    }

    /** The producer's limit follows the topic's, so that neither refuses what {@link DeadLetterLimits} lets through. */
    public KafkaSink<DeadLetter> deadLetters() {
        int requestBytes = configuration.deadLetterLimits().requestBytes();
        Properties limits = new Properties();
        limits.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(requestBytes));
        limits.setProperty(
                ProducerConfig.BUFFER_MEMORY_CONFIG, Long.toString(Math.max(BUFFER_BYTES, 2L * requestBytes)));
        String topic = configuration.topics().deadLetters();
        return sink(
                new AvroRecords<DeadLetter>(topic, Identities::of, DeadLetter.class, wireFormat())
                        .tracing(DeadLetter::getHeaders),
                guarantee(),
                limits);
    }

    public KafkaSink<DistortionWindow> distortion() {
        String topic = configuration.topics().distortion();
        return sink(
                new AvroRecords<>(topic, Identities::of, DistortionWindow.class, wireFormat()),
                guarantee(),
                new Properties());
    }

    /** At least once always: an alarm waits for no checkpoint. */
    public KafkaSink<Alarm> alarms() {
        String topic = configuration.topics().alarms();
        return sink(
                new AvroRecords<>(topic, Identities::of, Alarm.class, wireFormat()),
                DeliveryGuarantee.AT_LEAST_ONCE,
                new Properties());
    }

    public KafkaSink<RetrainingTrigger> retraining() {
        String topic = configuration.topics().retraining();
        return sink(
                new AvroRecords<>(topic, RetrainingTrigger::getId, RetrainingTrigger.class, wireFormat()),
                guarantee(),
                new Properties());
    }

    /** What the transactional ids of what is written to a topic begin with. */
    public static String transactionalIdPrefix(MonitoringConfiguration configuration, String topic) {
        return configuration.kafka().groupId() + "-" + topic;
    }

    private <T> KafkaSink<T> sink(AvroRecords<T> records, DeliveryGuarantee guarantee, Properties own) {
        Properties properties = clientProperties();
        properties.putAll(own);
        if (guarantee == DeliveryGuarantee.EXACTLY_ONCE) {
            properties.setProperty(
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                    Long.toString(configuration.output().transactionTimeout().toMillis()));
        }
        return KafkaSink.<T>builder()
                .setKafkaProducerConfig(properties)
                .setBootstrapServers(configuration.kafka().bootstrapServers())
                .setRecordSerializer(records)
                .setDeliveryGuarantee(guarantee)
                .setTransactionalIdPrefix(transactionalIdPrefix(configuration, records.topic()))
                .build();
    }

    private DeliveryGuarantee guarantee() {
        return configuration.output().delivery() == Delivery.EXACTLY_ONCE
                ? DeliveryGuarantee.EXACTLY_ONCE
                : DeliveryGuarantee.AT_LEAST_ONCE;
    }

    private WireFormat wireFormat() {
        return configuration.kafka().wireFormat();
    }

    private Properties clientProperties() {
        Properties properties = new Properties();
        properties.putAll(configuration.kafka().properties());
        return properties;
    }

    @SuppressWarnings("deprecation") // the connector asks for this type of Kafka's, and for no other
    private OffsetsInitializer startingOffsets() {
        return switch (configuration.input().start()) {
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
            case TIMESTAMP ->
                OffsetsInitializer.timestamp(
                        configuration.input().startTime().orElseThrow().toEpochMilli());
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
        };
    }
}
