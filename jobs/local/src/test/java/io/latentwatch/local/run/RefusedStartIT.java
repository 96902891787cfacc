package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.bundle.SigningKeys;
import io.latentwatch.monitoring.StartChecks;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.monitoring.start.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What would fail later is refused before the start, with what to do. */
@Timeout(180)
class RefusedStartIT {
    private static Stack stack;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startBroker() throws IOException {
        stack = Stack.start();
    }

    @AfterAll
    static void stopBroker() {
        stack.close();
    }

    @Test
    void namesMissingTopicsAndTheCommandThatMakesThem() {
        assertThatThrownBy(() -> StartChecks.run(stack.configuration("nowhere", Map.of())))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll(
                        "nowhere.images",
                        "nowhere.dead-letters",
                        "./latentwatch topics --bootstrap-servers " + stack.bootstrapServers() + " --prefix nowhere");
    }

    @Test
    void refusesTransactionsThatAreOpenForLongerThanTheBrokerAllows() throws Exception {
        stack.createTopics("long");
        Map<String, String> options =
                new HashMap<>(Map.of("delivery", "exactly-once", "transaction.timeout", "16 min"));

        assertThatThrownBy(() -> StartChecks.run(stack.configuration("long", options)))
                .isInstanceOf(StartRefusedException.class)
                // Kafka's default is 15 minutes
                .hasMessageContainingAll(
                        "transaction.timeout is 16 min (960000 ms)",
                        "allows 900000 ms (transaction.max.timeout.ms)",
                        "lower it");
        options.put("transaction.timeout", "15 min");
        assertThat(StartChecks.run(stack.configuration("long", options))
                        .output()
                        .transactionTimeout())
                .isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void refusesAStateBackendThatIsNotThere() {
        assertThatThrownBy(() -> StartChecks.run(stack.configuration("state", Map.of("state.backend", "rocksdb"))))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll("flink-statebackend-rocksdb", "state.backend: hashmap");
    }

    @Test
    void refusesAControlTopicWhoseCommandsHaveNoOrder() throws Exception {
        stack.createTopics("unordered");
        try (Admin admin = Admin.create(stack.clientSettings())) {
            admin.createPartitions(Map.of("unordered.models", NewPartitions.increaseTo(2)))
                    .all()
                    .get();
        }

        assertThatThrownBy(() -> StartChecks.run(stack.configuration("unordered", Map.of())))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll("unordered.models", "2 partitions", "expected 1");
    }

    @Test
    void knowsThatImagesMayBeGoneBeforeARetrainingWantsThem() throws Exception {
        stack.createTopics("brief");
        assertThat(StartChecks.run(stack.configuration("brief", Map.of()))
                        .retraining()
                        .keptTooShort())
                .isFalse();
        try (Admin admin = Admin.create(stack.clientSettings())) {
            ConfigResource images = new ConfigResource(ConfigResource.Type.TOPIC, "brief.images");
            AlterConfigOp brief =
                    new AlterConfigOp(new ConfigEntry("retention.ms", "3600000"), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(images, List.of(brief))).all().get();
        }

        MonitoringConfiguration checked = StartChecks.run(stack.configuration("brief", Map.of()));

        assertThat(checked.retraining().imagesKept()).isEqualTo(Duration.ofHours(1));
        assertThat(checked.retraining().keptTooShort()).isTrue();
    }

    @Test
    void refusesABundleThatNoTrustedKeySigned() throws Exception {
        stack.createTopics("untrusted");
        String key = SigningKeys.text(SigningKeys.generate().getPublic());

        assertThatThrownBy(() -> StartChecks.run(stack.configuration("untrusted", Map.of("models.trusted-keys", key))))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll(DemoData.BUNDLE.toString(), "manifest.sig");
    }

    @Test
    void refusesABundleWithOneByteChanged() throws Exception {
        stack.createTopics("altered");
        Path bundle = folder.resolve("bundle");
        DemoData.copy(DemoData.BUNDLE, bundle);
        Path model = bundle.resolve("model.onnx");
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length / 2] ^= 1;
        Files.write(model, bytes);

        assertThatThrownBy(
                        () -> StartChecks.run(stack.configuration("altered", Map.of("bundle.path", bundle.toString()))))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll(bundle.toString(), "model.onnx", "SHA-256");
    }
}
