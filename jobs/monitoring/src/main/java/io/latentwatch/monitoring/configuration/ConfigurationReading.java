package io.latentwatch.monitoring.configuration;

import static io.latentwatch.monitoring.configuration.MonitoringOptions.*;

import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.SigningKeys;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.infer.Device;
import io.latentwatch.flink.alarms.SourceBy;
import io.latentwatch.flink.alarms.SourceKinds;
import io.latentwatch.flink.models.AllowedUris;
import io.latentwatch.flink.models.ModelStart;
import io.latentwatch.flink.retraining.RetrainingRules;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration.Batching;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration.Checkpoints;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration.Input;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration.Kafka;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration.Models;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration.Output;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration.Sources;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration.Statistics;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration.Topics;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration.Twins;
import io.latentwatch.wire.RegistrySettings;
import io.latentwatch.wire.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** Reads all options, each with the range that it must lie in. */
final class ConfigurationReading {
    /** Above it the alarm's bets do not lie above the promised rate. */
    private static final double LARGEST_ALPHA = 0.45;

    private static final double SECONDS_OF_MONTH = 30 * 24 * 3600;

    private static final String REGISTRY_PREFIX = "schema.registry.";
    private static final List<ConfigOption<String>> REGISTRY = List.of(
            REGISTRY_URL,
            REGISTRY_BASIC_AUTH,
            REGISTRY_TOKEN,
            REGISTRY_TRUSTSTORE,
            REGISTRY_TRUSTSTORE_PASSWORD,
            REGISTRY_KEYSTORE,
            REGISTRY_KEYSTORE_PASSWORD);

    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

    private final OptionReader reader;
    private final Map<String, String> given;

    private ConfigurationReading(Map<String, String> given, List<String> problems) {
        this.given = given;
        this.reader = new OptionReader(given);
        problems.forEach(reader::problem);
    }

    /**
     * The configuration that the values make with the defaults.
     *
     * @param problems what has been found wrong with them already
     * @throws ConfigurationException with everything that is wrong
     */
    static MonitoringConfiguration read(Map<String, String> given, List<String> problems) {
        return new ConfigurationReading(given, problems).read();
    }

    private MonitoringConfiguration read() {
        Kafka kafka = kafka();
        Topics topics = topics();
        Input input = input();
        String bundle = reader.get(BUNDLE_PATH, text -> !text.isBlank(), "the folder of a model bundle");
        Models models = models();
        Double alpha = reader.get(ALPHA, a -> a > 0 && a < LARGEST_ALPHA, "a rate above 0 and below " + LARGEST_ALPHA);
        Long maxPixels = reader.get(MAX_PIXELS, n -> n >= 1, "a whole number of at least 1");
        Integer threads = count(THREADS);
        Device device = device();
        Twins twins = twins();
        Batching batching = batching();
        Statistics statistics = statistics();
        Sources sources = sources();
        RetrainingRules retraining = retraining();
        Checkpoints checkpoints = checkpoints();
        Output output = output(checkpoints);
        Optional<Integer> parallelism = reader.optional(PARALLELISM, n -> n >= 1, "a whole number of at least 1");
        reader.refuseProblems();
        return new MonitoringConfiguration(
                kafka,
                topics,
                input,
                bundle,
                models,
                new DetectorOptions(alpha, maxPixels, threads, device),
                twins,
                batching,
                statistics,
                sources,
                retraining,
                output,
                checkpoints,
                parallelism,
                DeadLetterLimits.KAFKA_DEFAULT,
                ModelStart.EMPTY,
                given);
    }

    private Kafka kafka() {
        String servers = reader.get(BOOTSTRAP_SERVERS, text -> !text.isBlank(), "host:port,host:port");
        String group = reader.get(GROUP_ID, text -> !text.isBlank(), "a name");
        Map<String, String> properties = reader.get(KAFKA_PROPERTIES, any -> true, "names and values");
        return new Kafka(servers, group, properties == null ? Map.of() : properties, wireFormat());
    }

    private WireFormat wireFormat() {
        Map<String, String> settings = new HashMap<>();
        for (ConfigOption<String> option : REGISTRY) {
            reader.optional(option)
                    .ifPresent(text -> settings.put(option.key().substring(REGISTRY_PREFIX.length()), text));
        }
        Duration timeout = duration(REGISTRY_TIMEOUT, Duration.ofMillis(100));
        Boolean register = reader.get(REGISTRY_REGISTER, any -> true, "true or false");
        if (!settings.containsKey(RegistrySettings.URL)) {
            settings.keySet()
                    .forEach(name -> reader.problem(REGISTRY_PREFIX + name
                            + " is given but schema.registry.url is not, expected both or none"));
            return WireFormat.SINGLE_OBJECT;
        }
        if (timeout == null || register == null) {
            return WireFormat.SINGLE_OBJECT;
        }
        settings.put(RegistrySettings.TIMEOUT_MILLIS, Long.toString(timeout.toMillis()));
        settings.put(RegistrySettings.REGISTER, register.toString());
        try {
            return WireFormat.confluent(RegistrySettings.of(settings));
        } catch (IllegalArgumentException e) {
            reader.problem("schema.registry: " + e.getMessage());
            return WireFormat.SINGLE_OBJECT;
        }
    }

    private Topics topics() {
        Topics topics = new Topics(
                topic(IMAGES),
                topic(VERDICTS),
                topic(DEAD_LETTERS),
                topic(DISTORTION),
                topic(ALARMS),
                topic(RETRAINING),
                topic(COMMANDS),
                topic(MODELS));
        List<String> outputs = List.of(
                topics.verdicts(), topics.deadLetters(), topics.distortion(), topics.alarms(), topics.retraining());
        if (outputs.contains(topics.images())) {
            reader.problem("topics.images is '" + topics.images()
                    + "', which is written to as well, expected a topic that only images go to");
        }
        refuseShared(COMMANDS, topics.commands(), outputs, topics.images(), topics.models());
        refuseShared(MODELS, topics.models(), outputs, topics.images(), topics.commands());
        return topics;
    }

    private void refuseShared(ConfigOption<String> option, String topic, List<String> outputs, String... others) {
        if (topic != null && (outputs.contains(topic) || Arrays.asList(others).contains(topic))) {
            reader.problem(option.key() + " is '" + topic
                    + "', which other records go to as well, expected a topic that only commands go to");
        }
    }

    private String topic(ConfigOption<String> option) {
        return reader.get(
                option,
                name -> TOPIC.matcher(name).matches(),
                "a topic's name: 1 to 249 letters, digits, dots, underscores and hyphens");
    }

    private Input input() {
        StartOffsets start = reader.get(START_OFFSETS, any -> true, "earliest, latest, committed or timestamp");
        Boolean bounded = reader.get(BOUNDED, any -> true, "true or false");
        return new Input(
                reader.get(INPUT_FORMAT, any -> true, "avro or image-bytes"),
                start,
                startTime(start),
                reader.get(PARTITION_DISCOVERY, d -> !d.isNegative(), "a duration such as 5 min"),
                Boolean.TRUE.equals(bounded),
                reader.get(OUT_OF_ORDERNESS, d -> !d.isNegative(), "a duration such as 5 s"),
                duration(IDLENESS, Duration.ofMillis(1)));
    }

    private Optional<Instant> startTime(StartOffsets start) {
        Optional<String> text = reader.optional(START_TIMESTAMP);
        if (text.isPresent() != (start == StartOffsets.TIMESTAMP)) {
            reader.problem("start.timestamp is " + text.map(t -> "'" + t + "'").orElse("missing")
                    + " and start.offsets is " + start + ", expected a time together with timestamp, and none without");
            return Optional.empty();
        }
        try {
            return text.map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeParseException e) {
            reader.problem("start.timestamp is '" + text.get() + "', expected a time such as 2026-03-01T08:00:00Z");
            return Optional.empty();
        }
    }

    private Models models() {
        List<String> uris = reader.get(ALLOWED_URIS, any -> true, "prefixes of URIs");
        List<String> keys = reader.get(TRUSTED_KEYS, any -> true, "Ed25519 public keys");
        List<String> prefixes = uris == null ? List.of() : uris;
        prefixes.forEach(prefix -> refuseUnless(ALLOWED_URIS, () -> new AllowedUris(List.of(prefix))));
        List<String> trusted = keys == null ? List.of() : keys;
        trusted.forEach(key -> refuseUnless(TRUSTED_KEYS, () -> SigningKeys.publicKey(key)));
        Boolean unsigned = reader.get(ALLOW_UNSIGNED, any -> true, "true or false");
        return new Models(prefixes, trusted, Boolean.TRUE.equals(unsigned));
    }

    private void refuseUnless(ConfigOption<?> option, Supplier<?> made) {
        try {
            Object unused = made.get();
        } catch (IllegalArgumentException | BundleException e) {
            reader.problem(option.key() + ": " + e.getMessage());
        }
    }

    private Device device() {
        String name = reader.get(DEVICE, Device::isName, "cpu, cuda:N such as cuda:0, or auto");
        MemorySize memory = reader.get(DEVICE_MEMORY, any -> true, "a size such as 2 gb");
        return name == null || memory == null || !Device.isName(name) ? Device.CPU : Device.of(name, memory.getBytes());
    }

    private Twins twins() {
        Double rate = reader.get(TWIN_RATE, r -> r >= 0 && r <= 1, "a share from 0 to 1");
        Double floor = reader.get(TWIN_FLOOR, r -> r >= 0 && r <= 1, "a share from 0 to 1");
        String key = reader.get(TWIN_KEY, text -> !text.isEmpty(), "a text that is not empty");
        return new Twins(rate == null ? 0 : rate, floor == null ? 0 : floor, key);
    }

    private Batching batching() {
        Integer size = count(BATCH_SIZE);
        Double wait = reader.get(BATCH_WAIT, w -> w >= 0, "a multiple of at least 0");
        return new Batching(
                size == null ? 0 : size, duration(BATCH_TIMEOUT, Duration.ofMillis(1)), wait == null ? 0 : wait);
    }

    private Statistics statistics() {
        Duration window = duration(WINDOW_SIZE, Duration.ofMillis(1));
        Double smallestChange = reader.get(SMALLEST_CHANGE, c -> c > 0 && c < 1, "a distance above 0 and below 1");
        return new Statistics(
                window,
                imagesPerFalseAlarm(FALSE_ALARMS_PER_MONTH, IMAGES_PER_SECOND, SECONDS_OF_MONTH),
                quietImages(QUIET_IMAGES),
                smallestChange == null ? 0 : smallestChange);
    }

    private Sources sources() {
        SourceBy by = reader.get(SOURCE_BY, any -> true, "image, topic or partition");
        Integer buckets = count(SOURCE_BUCKETS);
        List<String> cameras =
                reader.get(SOURCE_CAMERAS, names -> names.stream().noneMatch(String::isBlank), "names of sources");
        Double newShare = reader.get(
                SOURCE_NEW_SHARE, s -> s > 0 && s < LARGEST_ALPHA, "a share above 0 and below " + LARGEST_ALPHA);
        return new Sources(
                by,
                new SourceKinds(cameras == null ? List.of() : cameras),
                buckets == null ? 0 : buckets,
                duration(SOURCE_FORGET_AFTER, Duration.ofMillis(1)),
                imagesPerFalseAlarm(SOURCE_FALSE_ALARMS_PER_DAY, SOURCE_IMAGES_PER_DAY, 1),
                quietImages(SOURCE_QUIET_IMAGES),
                newShare == null ? 0 : newShare);
    }

    private RetrainingRules retraining() {
        Duration leastInterval = duration(RETRAINING_LEAST_INTERVAL, Duration.ofMillis(1));
        Long images = reader.get(RETRAINING_IMAGES, n -> n >= 1, "a whole number of at least 1");
        Duration collectFor = duration(RETRAINING_COLLECT_FOR, Duration.ofMillis(1));
        Duration mayWait = duration(RETRAINING_MAY_WAIT, Duration.ofMillis(1));
        return leastInterval == null || images == null || collectFor == null || mayWait == null
                ? null
                : new RetrainingRules(leastInterval, images, collectFor, mayWait, null);
    }

    /**
     * Clean images from one false alarm to the next.
     *
     * @param falseAlarms in the budget's time
     * @param images in a unit of time
     * @param units of that time in the budget's
     */
    private double imagesPerFalseAlarm(ConfigOption<Double> falseAlarms, ConfigOption<Double> images, double units) {
        Double alarms = reader.get(falseAlarms, ConfigurationReading::isPositive, "a finite number above 0");
        Double rate = reader.get(images, ConfigurationReading::isPositive, "a finite number above 0");
        if (alarms == null || rate == null || !isPositive(alarms) || !isPositive(rate)) {
            return 0;
        }
        double between = rate * units / alarms;
        if (!(between > 1 && between < Double.POSITIVE_INFINITY)) {
            reader.problem(falseAlarms.key() + " is '" + alarms + "' and " + images.key() + " is '" + rate
                    + "', expected fewer alarms than images, and a finite number of images for each");
        }
        return between;
    }

    private static boolean isPositive(double number) {
        return number > 0 && number < Double.POSITIVE_INFINITY;
    }

    private long quietImages(ConfigOption<Long> option) {
        Long images = reader.get(option, n -> n >= 0, "a whole number of at least 0");
        return images == null ? 0 : images;
    }

    private Output output(Checkpoints checkpoints) {
        Delivery delivery = reader.get(DELIVERY, any -> true, "at-least-once or exactly-once");
        Duration transaction = duration(TRANSACTION_TIMEOUT, Duration.ofSeconds(1));
        Duration outage = reader.get(OUTAGE_ALLOWANCE, d -> !d.isNegative(), "a duration such as 4 min");
        if (delivery == Delivery.EXACTLY_ONCE
                && transaction != null
                && outage != null
                && checkpoints.interval() != null
                && checkpoints.timeout() != null
                && checkpoints.minPause() != null) {
            refuseShort(transaction, outage, checkpoints);
        }
        return new Output(delivery, transaction, outage);
    }

    /** A transaction that the broker aborts before its checkpoint is done is lost, and the job cannot go on from that checkpoint. */
    private void refuseShort(Duration transaction, Duration outage, Checkpoints checkpoints) {
        Duration needed = checkpoints.longestTransaction().plus(outage);
        if (transaction.compareTo(needed) >= 0) {
            return;
        }
        int failures = checkpoints.tolerableFailures();
        reader.problem(
                "transaction.timeout is " + OptionsTable.text(transaction) + ", expected at least "
                        + OptionsTable.text(needed) + " for exactly-once: checkpoint.interval ("
                        + OptionsTable.text(checkpoints.interval())
                        + (checkpoints.minPause().compareTo(checkpoints.interval()) > 0
                                ? ", or checkpoint.min-pause, " + OptionsTable.text(checkpoints.minPause())
                                : "")
                        + ") and checkpoint.timeout (" + OptionsTable.text(checkpoints.timeout()) + ")"
                        + (failures == 0
                                ? ""
                                : ", " + (failures + 1) + " times for checkpoint.tolerable-failures (" + failures + ")")
                        + ", and transaction.outage-allowance (" + OptionsTable.text(outage)
                        + "); raise it, and the brokers' transaction.max.timeout.ms where that is lower, or lower one of the others");
    }

    private Checkpoints checkpoints() {
        Duration interval = duration(CHECKPOINT_INTERVAL, Duration.ofMillis(10));
        Duration timeout = duration(CHECKPOINT_TIMEOUT, Duration.ofMillis(10));
        Duration pause = reader.get(CHECKPOINT_MIN_PAUSE, d -> !d.isNegative(), "a duration such as 1 s");
        Integer failures = reader.get(CHECKPOINT_TOLERABLE_FAILURES, n -> n >= 0, "a whole number of at least 0");
        Boolean onCancellation = reader.get(CHECKPOINT_RETAIN_ON_CANCELLATION, any -> true, "true or false");
        return new Checkpoints(
                interval,
                timeout,
                pause,
                failures == null ? 0 : failures,
                Boolean.TRUE.equals(onCancellation),
                reader.optional(CHECKPOINT_DIRECTORY),
                reader.get(STATE_BACKEND, any -> true, "hashmap or rocksdb"));
    }

    private Integer count(ConfigOption<Integer> option) {
        return reader.get(option, n -> n >= 1, "a whole number of at least 1");
    }

    private Duration duration(ConfigOption<Duration> option, Duration least) {
        Predicate<Duration> longEnough = d -> d.compareTo(least) >= 0;
        return reader.get(option, longEnough, "a duration of at least " + OptionsTable.text(least));
    }
}
