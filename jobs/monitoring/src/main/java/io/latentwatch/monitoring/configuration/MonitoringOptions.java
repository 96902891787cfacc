package io.latentwatch.monitoring.configuration;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.flink.alarms.SourceBy;
import io.latentwatch.flink.received.InputFormat;
import io.latentwatch.wire.RegistrySettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** Every option of the job: key, type, default and what it means. The table in README.md is made from these. */
public final class MonitoringOptions {
    public static final ConfigOption<String> BOOTSTRAP_SERVERS = key("kafka.bootstrap-servers")
            .stringType()
            .noDefaultValue()
            .withDescription("Kafka brokers to ask first, as host:port,host:port.");
    public static final ConfigOption<String> GROUP_ID = key("kafka.group-id")
            .stringType()
            .defaultValue("latentwatch")
            .withDescription(
                    "Consumer group under which offsets are committed; also the prefix of the transactional ids, so one "
                            + "for each job that runs against the same Kafka.");
    public static final ConfigOption<Map<String, String>> KAFKA_PROPERTIES = key("kafka.properties")
            .mapType()
            .defaultValue(Map.of())
            .withDescription(
                    "Properties handed to all Kafka clients, as kafka.properties.NAME: security.protocol and the like.");

    public static final ConfigOption<String> REGISTRY_URL = registry(
            RegistrySettings.URL,
            "Schema registry of Confluent's interface, as http://host:port or https://host:port, several addresses of one "
                    + "separated by commas. With it records are written in Confluent's wire format and read in that and in "
                    + "Avro's single-object encoding, without it the latter only.");
    public static final ConfigOption<String> REGISTRY_BASIC_AUTH =
            registry(RegistrySettings.BASIC_AUTH, "Who asks the schema registry, as user:password.");
    public static final ConfigOption<String> REGISTRY_TOKEN =
            registry(RegistrySettings.TOKEN, "Bearer token that the schema registry is asked with.");
    public static final ConfigOption<String> REGISTRY_TRUSTSTORE = registry(
            RegistrySettings.TRUSTSTORE,
            "File of the certificates that the schema registry may show, PKCS12 or JKS, the same on every machine; without "
                    + "it, Java's own.");
    public static final ConfigOption<String> REGISTRY_TRUSTSTORE_PASSWORD =
            registry(RegistrySettings.TRUSTSTORE_PASSWORD, "That file's password.");
    public static final ConfigOption<String> REGISTRY_KEYSTORE = registry(
            RegistrySettings.KEYSTORE,
            "File of the certificate that is shown to the schema registry, PKCS12 or JKS, the same on every machine.");
    public static final ConfigOption<String> REGISTRY_KEYSTORE_PASSWORD =
            registry(RegistrySettings.KEYSTORE_PASSWORD, "That file's password, and its key's.");
    public static final ConfigOption<Duration> REGISTRY_TIMEOUT = key("schema.registry.timeout")
            .durationType()
            .defaultValue(RegistrySettings.DEFAULT_TIMEOUT)
            .withDescription(
                    "How long the schema registry is asked again while it does not answer, at least 100 ms; then the job fails and is "
                            + "restarted.");
    public static final ConfigOption<Boolean> REGISTRY_REGISTER = key("schema.registry.register")
            .booleanType()
            .defaultValue(true)
            .withDescription(
                    "Whether the job registers the schemas of what it writes, in the subjects TOPIC-value; else they must be there.");

    public static final ConfigOption<String> IMAGES = topic("images", "images", "read from");
    public static final ConfigOption<String> VERDICTS = topic("verdicts", "verdicts", "written to");
    public static final ConfigOption<String> DEAD_LETTERS = topic("dead-letters", "dead letters", "written to");
    public static final ConfigOption<String> DISTORTION = topic("distortion", "windows of distortion", "written to");
    public static final ConfigOption<String> ALARMS = topic("alarms", "alarms", "written to");
    public static final ConfigOption<String> RETRAINING = topic("retraining", "retraining triggers", "written to");
    public static final ConfigOption<String> COMMANDS = topic("commands", "operators' commands on alarms", "read from");

    public static final ConfigOption<String> MODELS = topic("models", "commands for bundles", "read from");

    public static final ConfigOption<InputFormat> INPUT_FORMAT = key("input.format")
            .enumType(InputFormat.class)
            .defaultValue(InputFormat.AVRO)
            .withDescription(
                    "What the images topic's records hold: avro (records of Image), or image-bytes (PNG or JPEG files; id from the "
                            + "key, source from the header source, attributes from the headers attribute.NAME).");
    public static final ConfigOption<StartOffsets> START_OFFSETS = key("start.offsets")
            .enumType(StartOffsets.class)
            .defaultValue(StartOffsets.COMMITTED)
            .withDescription(
                    "Where reading starts without a checkpoint: earliest, latest, committed (where the group stopped, "
                            + "else earliest), or timestamp.");
    public static final ConfigOption<String> START_TIMESTAMP = key("start.timestamp")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "For start.offsets: timestamp: the first record of each partition that is not older, such as "
                            + "2026-03-01T08:00:00Z.");
    public static final ConfigOption<Duration> PARTITION_DISCOVERY = key("partition.discovery")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription("Time between two looks for new partitions of the images topic; 0 ms for none.");
    public static final ConfigOption<Boolean> BOUNDED = key("bounded")
            .booleanType()
            .defaultValue(false)
            .withDescription(
                    "Whether the job stops at the offsets that were the last ones at its start: for backfills and tests. Of several subtasks all should have about as much to read: once one has ended, no checkpoint completes.");

    public static final ConfigOption<String> BUNDLE_PATH = key("bundle.path")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Folder of the model bundle, the same on every machine of the cluster and on the one that submits.");
    public static final ConfigOption<List<String>> ALLOWED_URIS = key("models.allowed-uris")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription(
                    "Where commands may load bundles from, as prefix;prefix, each taken as a folder: s3://bucket/models and the like, as "
                            + "Flink's file systems take it. None by default, so none can be loaded; file: and http: are allowed by naming them only.");
    public static final ConfigOption<List<String>> TRUSTED_KEYS = key("models.trusted-keys")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription(
                    "Ed25519 public keys, as key;key, each the line between BEGIN and END of a .pub file of ./latentwatch keygen. One of them "
                            + "must have signed a bundle that a command loads, and also the one in bundle.path if any key is given.");
    public static final ConfigOption<Boolean> ALLOW_UNSIGNED = key("models.allow-unsigned")
            .booleanType()
            .defaultValue(false)
            .withDescription(
                    "Whether signatures are not looked at: then whoever may write to the models topic and to an allowed URI decides what judges.");
    public static final ConfigOption<Double> ALPHA = key("detection.alpha")
            .doubleType()
            .defaultValue(DetectorOptions.DEFAULTS.alpha())
            .withDescription("Largest share of clean images that may be flagged, above 0 and below 0.45.");
    public static final ConfigOption<Integer> THREADS = key("detection.threads")
            .intType()
            .defaultValue(DetectorOptions.DEFAULTS.threads())
            .withDescription("Threads of ONNX Runtime in each subtask. Raise parallelism before this.");
    public static final ConfigOption<String> DEVICE = key("detection.device")
            .stringType()
            .defaultValue(DetectorOptions.DEFAULTS.device().name())
            .withDescription(
                    "Where ONNX Runtime computes: cpu, cuda:N, or auto: the first graphics card if it can be used, else the processor, which the metric device_fallback tells. Cards take onnxruntime_gpu in Flink's lib folder.");
    public static final ConfigOption<MemorySize> DEVICE_MEMORY = key("detection.device-memory")
            .memoryType()
            .defaultValue(MemorySize.ZERO)
            .withDescription(
                    "Memory of the card that ONNX Runtime's arena may take for a bundle at most; 0: no limit. Up to three are there during a swap.");
    public static final ConfigOption<Double> TWIN_RATE = key("twin.rate")
            .doubleType()
            .defaultValue(1.0)
            .withDescription("Share of the images whose squeezed copy is run too, 0 to 1.");
    public static final ConfigOption<Double> TWIN_FLOOR = key("twin.floor")
            .doubleType()
            .defaultValue(0.1)
            .withDescription(
                    "Share that twin.rate falls to at the lowest, step by step, while a subtask cannot keep up; sources with few images keep their twins longest. 1: it never falls.");
    public static final ConfigOption<String> TWIN_KEY = key("twin.key")
            .stringType()
            .defaultValue("latentwatch")
            .withDescription(
                    "Secret that decides which images get a twin where twin.rate is below 1. Change it: whoever knows it "
                            + "can tell which images go without.");
    public static final ConfigOption<Long> MAX_PIXELS = key("image.max-pixels")
            .longType()
            .defaultValue(DetectorOptions.DEFAULTS.maxPixels())
            .withDescription(
                    "Pixels (height x width) of an image at most; a larger one becomes a dead letter, by its header.");

    public static final ConfigOption<Integer> BATCH_SIZE =
            key("batch.size").intType().defaultValue(64).withDescription("Images in a batch at most.");
    public static final ConfigOption<Duration> BATCH_TIMEOUT = key("batch.timeout")
            .durationType()
            .defaultValue(Duration.ofMillis(20))
            .withDescription(
                    "Longest wait of a batch's first image for others, at least 1 ms; only while twins are reduced may it wait longer (batch.wait).");
    public static final ConfigOption<Double> BATCH_WAIT = key("batch.wait")
            .doubleType()
            .defaultValue(0.25)
            .withDescription(
                    "Its wait as a multiple of the time that judging the last batch took, at least 0; while twins are reduced, it waits as long as that took at least. Larger: fuller batches, less work for each image, later verdicts.");

    public static final ConfigOption<Duration> OUT_OF_ORDERNESS = key("event-time.out-of-orderness")
            .durationType()
            .defaultValue(Duration.ofSeconds(5))
            .withDescription("How much later than its successors an image may come and still enter its window.");
    public static final ConfigOption<Duration> IDLENESS = key("event-time.idleness")
            .durationType()
            .defaultValue(Duration.ofSeconds(30))
            .withDescription("Silence after which a partition no longer holds the windows open.");
    public static final ConfigOption<Duration> WINDOW_SIZE = key("window.size")
            .durationType()
            .defaultValue(Duration.ofMinutes(1))
            .withDescription("Size of the windows of distortion, in event time.");

    public static final ConfigOption<Double> FALSE_ALARMS_PER_MONTH = key("alarm.false-alarms-per-month")
            .doubleType()
            .defaultValue(1.0)
            .withDescription(
                    "False alarms of the stream in 30 days at alarm.images-per-second, on average and at most: so many of its flags, as "
                            + "many of its windows, and as many of new sources.");
    public static final ConfigOption<Double> IMAGES_PER_SECOND = key("alarm.images-per-second")
            .doubleType()
            .defaultValue(1_000.0)
            .withDescription(
                    "Images a second, on average, that alarm.false-alarms-per-month is meant for. Of fewer images fewer false alarms come.");
    public static final ConfigOption<Long> QUIET_IMAGES = key("alarm.quiet-images")
            .longType()
            .defaultValue(10_000L)
            .withDescription(
                    "Images after an alarm that are not counted, so that one change raises one alarm and not many.");
    public static final ConfigOption<Double> SMALLEST_CHANGE = key("alarm.smallest-change")
            .doubleType()
            .defaultValue(0.1)
            .withDescription(
                    "Change of the p-values' distribution (its largest difference from the clean one, 0 to 1) that a window has to "
                            + "show: windows with too few images for that are gathered with the next ones.");

    public static final ConfigOption<SourceBy> SOURCE_BY = key("source.by")
            .enumType(SourceBy.class)
            .defaultValue(SourceBy.IMAGE)
            .withDescription(
                    "What is taken for an image's source: image (what it says itself, which its producer can choose; topic and "
                            + "partition where it says nothing), topic, or partition.");
    public static final ConfigOption<List<String>> SOURCE_CAMERAS = key("source.cameras")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription(
                    "Sources that are cameras, as name;name; one that ends with * stands for all that begin so. Frames that repeat "
                            + "a camera's last counted one enter no statistic. All other sources are clients, which are watched for "
                            + "near-duplicate queries.");
    public static final ConfigOption<Integer> SOURCE_BUCKETS = key("source.buckets")
            .intType()
            .defaultValue(65_536)
            .withDescription(
                    "Statistics kept for sources at most, for each bundle. Names are hashed to so many buckets: sources that meet "
                            + "in one share its statistic.");
    public static final ConfigOption<Duration> SOURCE_FORGET_AFTER = key("source.forget-after")
            .durationType()
            .defaultValue(Duration.ofDays(7))
            .withDescription("Time without an image after which a source's statistic is dropped.");
    public static final ConfigOption<Double> SOURCE_FALSE_ALARMS_PER_DAY = key("alarm.source.false-alarms-per-day")
            .doubleType()
            .defaultValue(1e-4)
            .withDescription(
                    "False alarms of a source of alarm.source.images-per-day in a day, on average and at most: so many of its flags, "
                            + "and as many of its queries. The default is a chance of 1 in 10,000.");
    public static final ConfigOption<Double> SOURCE_IMAGES_PER_DAY = key("alarm.source.images-per-day")
            .doubleType()
            .defaultValue(10_000.0)
            .withDescription("Images of one source a day that alarm.source.false-alarms-per-day is meant for.");
    public static final ConfigOption<Long> SOURCE_QUIET_IMAGES = key("alarm.source.quiet-images")
            .longType()
            .defaultValue(1_000L)
            .withDescription("Images of a source after its alarm that are not counted.");
    public static final ConfigOption<Double> SOURCE_NEW_SHARE = key("alarm.source.new-share")
            .doubleType()
            .defaultValue(0.01)
            .withDescription(
                    "Largest share of images from sources not heard of before that is usual, above 0 and below 0.45. An alarm is "
                            + "raised when there are more; the first alarm.quiet-images images of a bundle are not counted.");

    public static final ConfigOption<Duration> RETRAINING_LEAST_INTERVAL = key("retraining.least-interval")
            .durationType()
            .defaultValue(Duration.ofDays(1))
            .withDescription("Least time between two retraining triggers of a bundle.");
    public static final ConfigOption<Long> RETRAINING_IMAGES = key("retraining.images")
            .longType()
            .defaultValue(10_000L)
            .withDescription("Images judged since a drift-like alarm with which its retraining trigger is written.");
    public static final ConfigOption<Duration> RETRAINING_COLLECT_FOR = key("retraining.collect-for")
            .durationType()
            .defaultValue(Duration.ofHours(1))
            .withDescription("Longest time after that alarm until the trigger is written with fewer.");
    public static final ConfigOption<Duration> RETRAINING_MAY_WAIT = key("retraining.may-wait")
            .durationType()
            .defaultValue(Duration.ofHours(20))
            .withDescription(
                    "How long a trigger may wait for labels and a training: where the images topic keeps its records for less than this and "
                            + "retraining.collect-for together, the log and the trigger say so.");

    public static final ConfigOption<Delivery> DELIVERY = key("delivery")
            .enumType(Delivery.class)
            .defaultValue(Delivery.AT_LEAST_ONCE)
            .withDescription(
                    "What the sinks guarantee: at-least-once (latency of tens of milliseconds) or exactly-once within "
                            + "Kafka's guarantees (latency of about a checkpoint interval). Alarms are always at-least-once.");
    public static final ConfigOption<Duration> TRANSACTION_TIMEOUT = key("transaction.timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(15))
            .withDescription(
                    "For exactly-once: how long a transaction may stay open, outages included; at most the brokers' "
                            + "transaction.max.timeout.ms, and at least checkpoint.interval, checkpoint.timeout and "
                            + "transaction.outage-allowance together, or the start is refused.");
    public static final ConfigOption<Duration> OUTAGE_ALLOWANCE = key("transaction.outage-allowance")
            .durationType()
            .defaultValue(Duration.ofMinutes(4))
            .withDescription(
                    "For exactly-once: how long the job may be down without losing the transactions that its last checkpoint "
                            + "has not committed yet.");
    public static final ConfigOption<Duration> CHECKPOINT_INTERVAL = key("checkpoint.interval")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("Time between two checkpoints, at least 10 ms.");
    public static final ConfigOption<Duration> CHECKPOINT_TIMEOUT = key("checkpoint.timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(10))
            .withDescription("Time after which a checkpoint that is not done is given up, at least 10 ms.");
    public static final ConfigOption<Duration> CHECKPOINT_MIN_PAUSE = key("checkpoint.min-pause")
            .durationType()
            .defaultValue(Duration.ZERO)
            .withDescription("Least time between the end of a checkpoint and the next.");
    public static final ConfigOption<Integer> CHECKPOINT_TOLERABLE_FAILURES = key("checkpoint.tolerable-failures")
            .intType()
            .defaultValue(0)
            .withDescription("Checkpoints that may fail one after another before the job is restarted.");
    public static final ConfigOption<Boolean> CHECKPOINT_RETAIN_ON_CANCELLATION =
            key("checkpoint.retain-on-cancellation")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Whether checkpoints outlive the job's cancellation. They always outlive its failure, so that it can be started from them.");
    public static final ConfigOption<String> CHECKPOINT_DIRECTORY = key("checkpoint.directory")
            .stringType()
            .noDefaultValue()
            .withDescription("URI of the folder that checkpoints go to; without it, what the cluster is set to.");
    public static final ConfigOption<StateBackend> STATE_BACKEND = key("state.backend")
            .enumType(StateBackend.class)
            .defaultValue(StateBackend.HASHMAP)
            .withDescription(
                    "Where state is while the job runs: hashmap (in the heap), or rocksdb (on disk; needs flink-statebackend-rocksdb "
                            + "in Flink's lib folder, where a Flink distribution has it). Savepoints of one are read by the other.");
    public static final ConfigOption<Integer> PARALLELISM = key("parallelism")
            .intType()
            .noDefaultValue()
            .withDescription(
                    "Subtasks of every operator; more than the images topic has partitions is of no use. Without it, what the cluster is set to (parallelism.default, or job.parallelism of Flink's Kubernetes operator); ./latentwatch run: 1.");

    /** All of them, in the order of the table. */
    public static final List<ConfigOption<?>> ALL = List.of(
            BOOTSTRAP_SERVERS,
            GROUP_ID,
            KAFKA_PROPERTIES,
            REGISTRY_URL,
            REGISTRY_BASIC_AUTH,
            REGISTRY_TOKEN,
            REGISTRY_TRUSTSTORE,
            REGISTRY_TRUSTSTORE_PASSWORD,
            REGISTRY_KEYSTORE,
            REGISTRY_KEYSTORE_PASSWORD,
            REGISTRY_TIMEOUT,
            REGISTRY_REGISTER,
            IMAGES,
            VERDICTS,
            DEAD_LETTERS,
            DISTORTION,
            ALARMS,
            RETRAINING,
            INPUT_FORMAT,
            COMMANDS,
            MODELS,
            START_OFFSETS,
            START_TIMESTAMP,
            PARTITION_DISCOVERY,
            BOUNDED,
            BUNDLE_PATH,
            ALLOWED_URIS,
            TRUSTED_KEYS,
            ALLOW_UNSIGNED,
            ALPHA,
            THREADS,
            DEVICE,
            DEVICE_MEMORY,
            TWIN_RATE,
            TWIN_FLOOR,
            TWIN_KEY,
            MAX_PIXELS,
            BATCH_SIZE,
            BATCH_TIMEOUT,
            BATCH_WAIT,
            OUT_OF_ORDERNESS,
            IDLENESS,
            WINDOW_SIZE,
            FALSE_ALARMS_PER_MONTH,
            IMAGES_PER_SECOND,
            QUIET_IMAGES,
            SMALLEST_CHANGE,
            SOURCE_BY,
            SOURCE_CAMERAS,
            SOURCE_BUCKETS,
            SOURCE_FORGET_AFTER,
            SOURCE_FALSE_ALARMS_PER_DAY,
            SOURCE_IMAGES_PER_DAY,
            SOURCE_QUIET_IMAGES,
            SOURCE_NEW_SHARE,
            RETRAINING_LEAST_INTERVAL,
            RETRAINING_IMAGES,
            RETRAINING_COLLECT_FOR,
            RETRAINING_MAY_WAIT,
            DELIVERY,
            TRANSACTION_TIMEOUT,
            OUTAGE_ALLOWANCE,
            CHECKPOINT_INTERVAL,
            CHECKPOINT_TIMEOUT,
            CHECKPOINT_MIN_PAUSE,
            CHECKPOINT_TOLERABLE_FAILURES,
            CHECKPOINT_RETAIN_ON_CANCELLATION,
            CHECKPOINT_DIRECTORY,
            STATE_BACKEND,
            PARALLELISM);

    private MonitoringOptions() {}

    private static ConfigOption<String> registry(String name, String description) {
        return key("schema.registry." + name).stringType().noDefaultValue().withDescription(description);
    }

    private static ConfigOption<String> topic(String name, String what, String verb) {
        return key("topics." + name)
                .stringType()
                .defaultValue("latentwatch." + name)
                .withDescription("Topic that " + what + " are " + verb + ".");
    }
}
