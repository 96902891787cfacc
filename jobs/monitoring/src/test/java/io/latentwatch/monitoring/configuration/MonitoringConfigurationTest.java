package io.latentwatch.monitoring.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.latentwatch.flink.alarms.SourceBy;
import io.latentwatch.flink.retraining.RetrainingRules;
import io.latentwatch.wire.RegistrySettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MonitoringConfigurationTest {
    private static final Map<String, String> LEAST =
            Map.of("kafka.bootstrap-servers", "broker:9092", "bundle.path", "models/bundle");

    @TempDir
    private Path folder;

    @Test
    void needsOnlyTheBrokersAndTheBundle() {
        MonitoringConfiguration configuration = MonitoringConfiguration.of(LEAST);

        assertThat(configuration.topics())
                .isEqualTo(new MonitoringConfiguration.Topics(
                        "latentwatch.images",
                        "latentwatch.verdicts",
                        "latentwatch.dead-letters",
                        "latentwatch.distortion",
                        "latentwatch.alarms",
                        "latentwatch.retraining",
                        "latentwatch.commands",
                        "latentwatch.models"));
        assertThat(configuration.models()).isEqualTo(new MonitoringConfiguration.Models(List.of(), List.of(), false));
        assertThat(configuration.detector().alpha()).isEqualTo(0.01);
        assertThat(configuration.detector().maxPixels()).isEqualTo(16_000_000);
        assertThat(configuration.batching().size()).isEqualTo(64);
        assertThat(configuration.batching().timeout()).isEqualTo(Duration.ofMillis(20));
        assertThat(configuration.statistics().imagesPerFalseAlarm()).isEqualTo(2.592e9);
        assertThat(configuration.statistics().quietImages()).isEqualTo(10_000);
        assertThat(configuration.retraining())
                .isEqualTo(new RetrainingRules(
                        Duration.ofDays(1), 10_000, Duration.ofHours(1), Duration.ofHours(20), null));
        assertThat(configuration.sources().by()).isEqualTo(SourceBy.IMAGE);
        assertThat(configuration.sources().buckets()).isEqualTo(65_536);
        assertThat(configuration.sources().imagesPerFalseAlarm()).isEqualTo(1e8);
        assertThat(configuration.output().delivery()).isEqualTo(Delivery.AT_LEAST_ONCE);
        assertThat(configuration.input().start()).isEqualTo(StartOffsets.COMMITTED);
    }

    @Test
    void readsAFileAndLetsTheEnvironmentAndThenTheCommandLineWin() throws IOException {
        Path file = write("""
                kafka:
                  bootstrap-servers: broker:9092
                  properties:
                    security.protocol: SASL_SSL
                    sasl:
                      mechanism: SCRAM-SHA-512
                bundle.path: models/bundle
                batch: {size: 8, timeout: 5 ms}
                delivery: exactly-once
                start.offsets: earliest
                alarm: {false-alarms-per-month: 0.5, images-per-second: 20, source.images-per-day: 500}
                """);

        MonitoringConfiguration configuration = MonitoringConfiguration.read(
                Optional.of(file),
                Map.of("LATENTWATCH_JOB_BATCH_SIZE", "12", "LATENTWATCH_JOB_PARALLELISM", "3", "HOME", "/root"),
                Map.of("batch.size", "16", "kafka.properties.acks", "all"));

        assertThat(configuration.batching().size()).isEqualTo(16);
        assertThat(configuration.parallelism()).contains(3);
        assertThat(configuration.batching().timeout()).isEqualTo(Duration.ofMillis(5));
        assertThat(configuration.output().delivery()).isEqualTo(Delivery.EXACTLY_ONCE);
        assertThat(configuration.input().start()).isEqualTo(StartOffsets.EARLIEST);
        assertThat(configuration.statistics().imagesPerFalseAlarm()).isEqualTo(20 * 2_592_000 / 0.5);
        assertThat(configuration.sources().imagesPerFalseAlarm()).isEqualTo(500 / 1e-4);
        assertThat(configuration.kafka().properties())
                .containsOnly(
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("sasl.mechanism", "SCRAM-SHA-512"),
                        Map.entry("acks", "all"));
    }

    @Test
    void readsEveryOptionFromTheEnvironment() {
        MonitoringConfiguration configuration = MonitoringConfiguration.read(
                Optional.empty(),
                Map.of(
                        "LATENTWATCH_JOB_KAFKA_BOOTSTRAP_SERVERS", "broker:9092",
                        "LATENTWATCH_JOB_BUNDLE_PATH", "models/bundle",
                        "LATENTWATCH_JOB_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", "secret",
                        "LATENTWATCH_JOB_ALARM_SOURCE_QUIET_IMAGES", "7",
                        "LATENTWATCH_JAVA_OPTS", "-Xmx1g"),
                Map.of());

        assertThat(configuration.kafka().properties()).isEqualTo(Map.of("sasl.jaas.config", "secret"));
        assertThat(configuration.sources().quietImages()).isEqualTo(7);
        assertThat(configuration.toString()).doesNotContain("secret");
        assertThatThrownBy(() ->
                        MonitoringConfiguration.read(Optional.empty(), Map.of("LATENTWATCH_JOB_BATCHSIZE", "7"), LEAST))
                .hasMessageContainingAll("LATENTWATCH_JOB_BATCHSIZE", "LATENTWATCH_JOB_BATCH_SIZE");
    }

    @Test
    void startsAtATime() {
        Map<String, String> values = with("start.offsets", "timestamp");
        assertThatThrownBy(() -> MonitoringConfiguration.of(values))
                .hasMessageContaining("start.timestamp is missing and start.offsets is timestamp");
        values.put("start.timestamp", "yesterday");
        assertThatThrownBy(() -> MonitoringConfiguration.of(values))
                .hasMessageContaining("start.timestamp is 'yesterday', expected a time such as");
        values.put("start.timestamp", "2026-03-01T08:00:00+01:00");

        assertThat(MonitoringConfiguration.of(values).input().startTime())
                .contains(Instant.parse("2026-03-01T07:00:00Z"));
        assertThatThrownBy(() -> MonitoringConfiguration.of(with("start.timestamp", "2026-03-01T08:00:00Z")))
                .hasMessageContaining("start.offsets is committed");
    }

    @Test
    void readsWhichSourcesAreCameras() {
        assertThat(MonitoringConfiguration.of(LEAST).sources().kinds().cameras())
                .isEmpty();
        assertThat(MonitoringConfiguration.of(with("source.cameras", "gate;hall-*"))
                        .sources()
                        .kinds()
                        .cameras())
                .containsExactly("gate", "hall-*");
    }

    @Test
    void tellsTheOperatorHowLongBatchesWait() {
        assertThat(MonitoringConfiguration.of(with("batch.wait", "1.5"))
                        .inspection()
                        .waitFactor())
                .isEqualTo(1.5);
        assertThat(MonitoringConfiguration.of(LEAST).inspection().waitFactor()).isEqualTo(0.25);
    }

    @Test
    void listsAllProblemsAtOnce() {
        Map<String, String> values = new HashMap<>();
        values.put("topic.images", "a");
        values.put("detection.alpha", "0.5");
        values.put("batch.size", "many");
        values.put("batch.timeout", "0 ms");
        values.put("batch.wait", "-1");
        values.put("delivery", "at-most-once");
        values.put("topics.alarms", "no spaces please");
        values.put("twin.key", "");

        assertThatThrownBy(() -> MonitoringConfiguration.of(values))
                .isInstanceOf(ConfigurationException.class)
                .extracting(e -> ((ConfigurationException) e).problems(), LIST)
                .containsExactlyInAnyOrder(
                        "unknown key 'topic.images'; the nearest known one is 'topics.images'",
                        "kafka.bootstrap-servers is missing, expected host:port,host:port",
                        "topics.alarms is 'no spaces please', expected a topic's name: 1 to 249 letters, digits, dots, "
                                + "underscores and hyphens",
                        "bundle.path is missing, expected the folder of a model bundle",
                        "detection.alpha is '0.5', expected a rate above 0 and below 0.45",
                        "twin.key is '******', expected a text that is not empty",
                        "batch.size is 'many', expected a whole number of at least 1",
                        "batch.timeout is '0 ms', expected a duration of at least 1 ms",
                        "batch.wait is '-1', expected a multiple of at least 0",
                        "delivery is 'at-most-once', expected at-least-once or exactly-once");
    }

    @ParameterizedTest
    @CsvSource({
        "detection.alpha, 0",
        "detection.alpha, NaN",
        "detection.threads, 0",
        "detection.device, gpu",
        "detection.device-memory, much",
        "twin.rate, 1.1",
        "image.max-pixels, 0",
        "batch.size, -1",
        "window.size, 0 s",
        "event-time.idleness, 0 s",
        "alarm.false-alarms-per-month, 0",
        "alarm.false-alarms-per-month, 3.0E9",
        "alarm.images-per-second, Infinity",
        "alarm.source.false-alarms-per-day, 10000.0",
        "alarm.source.images-per-day, NaN",
        "alarm.quiet-images, -1",
        "alarm.smallest-change, 1",
        "alarm.source.new-share, 0.5",
        "checkpoint.interval, 1 ms",
        "checkpoint.timeout, 1 ms",
        "checkpoint.tolerable-failures, -1",
        "state.backend, forst",
        "schema.registry.register, perhaps",
        "parallelism, 0",
        "bounded, perhaps",
        "start.offsets, newest",
        "topics.verdicts, latentwatch.images",
        "topics.commands, latentwatch.alarms",
        "topics.models, latentwatch.alarms",
        "models.allowed-uris, s3://bucket/models/../secrets",
        "models.allowed-uris, models",
        "models.allowed-uris, s3://user@bucket/models",
        "models.trusted-keys, MCowBQYDK2VwAyEA",
        "models.allow-unsigned, perhaps"
    })
    void refusesValuesOutOfRange(String key, String value) {
        assertThatThrownBy(() -> MonitoringConfiguration.of(with(key, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("1 problem:", "expected", value);
    }

    @Test
    void refusesTransactionsThatCannotOutliveTheirCheckpoint() {
        Map<String, String> values = with("delivery", "exactly-once");
        values.put("transaction.timeout", "15 s");

        assertThatThrownBy(() -> MonitoringConfiguration.of(values))
                .hasMessageContainingAll(
                        // 10 s + 10 min + 4 min
                        "transaction.timeout is 15 s, expected at least 850 s",
                        "checkpoint.interval (10 s)",
                        "checkpoint.timeout (10 min)",
                        "transaction.outage-allowance (4 min)",
                        "transaction.max.timeout.ms");
        values.put("delivery", "at-least-once");
        assertThat(MonitoringConfiguration.of(values).output().transactionTimeout())
                .isEqualTo(Duration.ofSeconds(15));
    }

    @ParameterizedTest
    @CsvSource({
        // interval + time-out + outage; then twice (pause + time-out) + outage
        "10 s, 1 min, 0 s, 0, 5 min, 370 s",
        "10 s, 1 min, 20 s, 1, 5 min, 460 s"
    })
    void takesTransactionsThatCoverJustACheckpointAndAnOutage(
            String interval, String timeout, String pause, int failures, String outage, String least) {
        Map<String, String> values = with("delivery", "exactly-once");
        values.put("checkpoint.interval", interval);
        values.put("checkpoint.timeout", timeout);
        values.put("checkpoint.min-pause", pause);
        values.put("checkpoint.tolerable-failures", Integer.toString(failures));
        values.put("transaction.outage-allowance", outage);
        values.put("transaction.timeout", least);
        assertThat(MonitoringConfiguration.of(values).output().delivery()).isEqualTo(Delivery.EXACTLY_ONCE);

        long seconds = Long.parseLong(least.replace(" s", ""));
        values.put("transaction.timeout", (seconds - 1) + " s");
        assertThatThrownBy(() -> MonitoringConfiguration.of(values))
                .hasMessageContaining("transaction.timeout is " + (seconds - 1) + " s, expected at least " + least);
    }

    @Test
    void readsTheSchemaRegistrysSettingsAndShowsNoSecret() {
        Map<String, String> values = with("schema.registry.url", "https://one:8081,https://two:8081/");
        values.put("schema.registry.basic-auth", "job:hidden-1");
        values.put("schema.registry.truststore", "trusted.p12");
        values.put("schema.registry.truststore-password", "hidden-2");
        values.put("schema.registry.timeout", "2 s");
        values.put("schema.registry.register", "false");

        MonitoringConfiguration configuration = MonitoringConfiguration.of(values);

        RegistrySettings settings =
                configuration.kafka().wireFormat().registry().orElseThrow();
        assertThat(settings.urls()).containsExactly(URI.create("https://one:8081"), URI.create("https://two:8081"));
        assertThat(settings.basicAuth()).isEqualTo("job:hidden-1");
        assertThat(settings.truststorePassword()).isEqualTo("hidden-2");
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.register()).isFalse();
        assertThat(configuration.toString() + settings).doesNotContain("hidden");
        assertThat(MonitoringConfiguration.of(LEAST).kafka().wireFormat().registry())
                .isEmpty();
    }

    @Test
    void refusesSettingsOfARegistryThatIsNotNamed() {
        assertThatThrownBy(() -> MonitoringConfiguration.of(with("schema.registry.token", "hidden")))
                .hasMessageContaining("schema.registry.token is given but schema.registry.url is not")
                .hasMessageNotContaining("hidden");
        assertThatThrownBy(() -> MonitoringConfiguration.of(with("schema.registry.url", "registry:8081")))
                .hasMessageContainingAll("schema.registry", "'registry:8081'", "http://host:port");
    }

    @Test
    void namesTheFileThatIsNotThere() {
        assertThatThrownBy(
                        () -> MonitoringConfiguration.read(Optional.of(folder.resolve("none.yaml")), Map.of(), LEAST))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("none.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: [1, 2]' | a is a ARRAY, expected one value",
                "'batch.size:' | expected a whole number of at least 1",
                "'just text' | expected keys and values",
                "'batch: {size: 1}\nbatch.size: 2' | batch.size is given twice",
                "'batch.size: 1\nbatch.size: 2' | line 2",
                "'a: b: c' | line 1"
            })
    void saysWhatIsWrongInAFile(String text, String expected) throws IOException {
        Path file = write(text);

        assertThatThrownBy(() -> MonitoringConfiguration.read(Optional.of(file), Map.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka.properties.sasl.jaas.config: module required password: hidden;",
                "twin.key: @hidden",
                "twin.key: 'hidden"
            })
    void aSecretInALineThatIsNoYamlIsNotShown(String text) throws IOException {
        Path file = write(text);

        assertThatThrownBy(() -> MonitoringConfiguration.read(Optional.of(file), Map.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("line 1")
                .hasMessageContaining("between quotes")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void withoutParallelismTheClustersIsTaken() {
        assertThat(MonitoringConfiguration.of(with("batch.size", "8")).parallelism())
                .isEmpty();
    }

    @Test
    void showsWhatItRunsWithAndMasksSecrets() {
        Map<String, String> values = with("twin.key", "hidden-1");
        values.put("kafka.properties.sasl.jaas.config", "hidden-2");
        values.put("kafka.properties.ssl.keystore.password", "hidden-3");
        values.put("kafka.properties.ssl.keystore.key", "hidden-4");
        values.put("batch.size", "8");

        String shown = MonitoringConfiguration.of(values).toString();

        assertThat(shown)
                .contains(
                        "batch.size: 8\n",
                        "twin.key: ******\n",
                        "batch.timeout: 20 ms\n",
                        "bundle.path: models/bundle\n")
                .contains("kafka.properties.sasl.jaas.config: ******\n")
                .doesNotContain("hidden");
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> values = new HashMap<>(LEAST);
        values.put(key, value);
        return values;
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("job.yaml"), yaml);
    }
}
