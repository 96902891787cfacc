package io.latentwatch.monitoring.configuration;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.flink.alarms.SourceBy;
import io.latentwatch.flink.alarms.SourceKinds;
import io.latentwatch.flink.inspect.InspectionOptions;
import io.latentwatch.flink.models.ModelStart;
import io.latentwatch.flink.received.InputFormat;
import io.latentwatch.flink.retraining.RetrainingRules;
import io.latentwatch.wire.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the job runs with, checked and frozen.
 *
 * @param retraining how often a bundle may ask to be trained anew; how long images are kept is not known until the start has asked the broker
 * @param deadLetterLimits what fits the dead-letter topic: Kafka's default until the start has asked the broker
 * @param modelStart where the control topic ended before the start: at its beginning until the start has asked the broker
 * @param given the values that were given, by key; the others are defaults
 */
public record MonitoringConfiguration(
        Kafka kafka,
        Topics topics,
        Input input,
        String bundlePath,
        Models models,
        DetectorOptions detector,
        Twins twins,
        Batching batching,
        Statistics statistics,
        Sources sources,
        RetrainingRules retraining,
        Output output,
        Checkpoints checkpoints,
        Optional<Integer> parallelism,
        DeadLetterLimits deadLetterLimits,
        ModelStart modelStart,
        Map<String, String> given) {
    public MonitoringConfiguration {
        requireNonNull(bundlePath, "bundlePath is null");
        requireNonNull(modelStart, "modelStart is null");
        given = Map.copyOf(given);
    }

    /**
     * Reads a YAML file, if there is one; what the environment says counts more, and what the command line says counts most.
     *
     * @param environment variables by name, of which those that begin with {@code LATENTWATCH_JOB_} are read
     * @param overrides values by key
     * @throws ConfigurationException with everything that is wrong
     */
    public static MonitoringConfiguration read(
            Optional<Path> yaml, Map<String, String> environment, Map<String, String> overrides) {
        Map<String, String> values = new HashMap<>();
        List<String> problems = new ArrayList<>();
        yaml.map(YamlFile::read).ifPresent(file -> {
            values.putAll(file.values());
            problems.addAll(file.problems());
        });
        EnvironmentVariables variables = EnvironmentVariables.read(environment);
        values.putAll(variables.values());
        problems.addAll(variables.problems());
        values.putAll(overrides);
        return ConfigurationReading.read(values, problems);
    }

    /**
     * Takes values by key.
     *
     * @throws ConfigurationException with everything that is wrong
     */
    public static MonitoringConfiguration of(Map<String, String> values) {
        return ConfigurationReading.read(values, List.of());
    }

    /**
     * The same with what the broker tells: the limits of the dead-letter topic, the end of the control topic, and how long images are kept.
     *
     * @param imagesKept empty: for ever
     */
    public MonitoringConfiguration with(DeadLetterLimits limits, ModelStart start, Optional<Duration> imagesKept) {
        return new MonitoringConfiguration(
                kafka,
                topics,
                input,
                bundlePath,
                models,
                detector,
                twins,
                batching,
                statistics,
                sources,
                retraining.keepingImages(imagesKept.orElse(null)),
                output,
                checkpoints,
                parallelism,
                limits,
                start,
                given);
    }

    /** How images are batched and what leaves with them. */
    public InspectionOptions inspection() {
        return new InspectionOptions(
                input.format(),
                kafka.wireFormat(),
                batching.size(),
                batching.timeout(),
                batching.waitFactor(),
                statistics.window(),
                twins.rate(),
                input.bounded() ? twins.rate() : twins.floor(), // what ends falls behind nothing
                twins.key(),
                sources.by(),
                sources.kinds(),
                deadLetterLimits.letterBytes());
    }

    /** Every option with its value, one a line, secrets masked. */
    @Override
    public String toString() {
        return EffectiveOptions.text(given);
    }

    /**
     * Which Kafka, and as whom.
     *
     * @param properties go to every client
     * @param wireFormat how records say which schema they were written with
     */
    public record Kafka(
            String bootstrapServers, String groupId, Map<String, String> properties, WireFormat wireFormat) {
        public Kafka {
            properties = Map.copyOf(properties);
        }
    }

    /** Names of the topics. */
    public record Topics(
            String images,
            String verdicts,
            String deadLetters,
            String distortion,
            String alarms,
            String retraining,
            String commands,
            String models) {}

    /**
     * What is read, and how event time advances.
     *
     * @param format what the records hold
     * @param startTime for {@link StartOffsets#TIMESTAMP}
     * @param discovery between two looks for new partitions; zero for none
     */
    public record Input(
            InputFormat format,
            StartOffsets start,
            Optional<Instant> startTime,
            Duration discovery,
            boolean bounded,
            Duration outOfOrderness,
            Duration idleness) {}

    /**
     * Which bundles commands may load.
     *
     * @param allowedUris prefixes of their URIs
     * @param trustedKeys public keys, one of which must have signed
     * @param allowUnsigned whether signatures are not looked at
     */
    public record Models(List<String> allowedUris, List<String> trustedKeys, boolean allowUnsigned) {
        public Models {
            allowedUris = List.copyOf(allowedUris);
            trustedKeys = List.copyOf(trustedKeys);
        }
    }

    /**
     * Which images get a twin.
     *
     * @param rate share of them, 0 to 1
     * @param floor share that it falls to at the lowest under overload, 0 to 1
     * @param key a secret
     */
    public record Twins(double rate, double floor, String key) {}

    /** How long a batch waits for images. */
    public record Batching(int size, Duration timeout, double waitFactor) {}

    /**
     * Windows and the stream's alarms.
     *
     * @param smallestChange of the p-values' distribution that a window has to show, 0 to 1
     */
    public record Statistics(Duration window, double imagesPerFalseAlarm, long quietImages, double smallestChange) {}

    /**
     * What is taken for an image's source, and the sources' alarms.
     *
     * @param forgetAfter time without an image
     * @param newShare largest usual share of images from sources that were not heard of before
     */
    public record Sources(
            SourceBy by,
            SourceKinds kinds,
            int buckets,
            Duration forgetAfter,
            double imagesPerFalseAlarm,
            long quietImages,
            double newShare) {}

    /**
     * What the sinks guarantee.
     *
     * @param outageAllowance how long the job may be down without losing open transactions
     */
    public record Output(Delivery delivery, Duration transactionTimeout, Duration outageAllowance) {}

    /**
     * How often state is saved, and where it is meanwhile.
     *
     * @param minPause between the end of a checkpoint and the next
     * @param tolerableFailures one after another before the job is restarted
     * @param retainOnCancellation whether they outlive the job's cancellation; its failure they always do
     * @param directory a URI; empty: what the cluster is set to
     */
    public record Checkpoints(
            Duration interval,
            Duration timeout,
            Duration minPause,
            int tolerableFailures,
            boolean retainOnCancellation,
            Optional<String> directory,
            StateBackend backend) {
        /** The longest that a transaction is open while nothing is down: until the last checkpoint that may fail has, and one more is done. */
        public Duration longestTransaction() {
            Duration start = interval.compareTo(minPause) < 0 ? minPause : interval;
            return start.plus(timeout).multipliedBy(tolerableFailures + 1L);
        }
    }
}
