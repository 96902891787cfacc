package io.latentwatch.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.monitoring.configuration.DeadLetterLimits;
import io.latentwatch.monitoring.configuration.MonitoringOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class TopicsIT {
    @TempDir
    private Path folder;

    @Test
    void makesWhatTheJobReadsAndWritesAndLeavesItAloneTheSecondTime() throws Exception {
        Path data = folder.resolve("broker");
        try (EmbeddedBroker broker = EmbeddedBroker.start(data);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Topics.Created first = Topics.create(admin, Topics.PREFIX, 3);
            Topics.Created second = Topics.create(admin, Topics.PREFIX, 5);

            assertThat(first.existing()).isEmpty();
            assertThat(first.created())
                    .hasSize(9)
                    .contains(
                            MonitoringOptions.IMAGES.defaultValue(),
                            MonitoringOptions.VERDICTS.defaultValue(),
                            MonitoringOptions.DEAD_LETTERS.defaultValue(),
                            MonitoringOptions.ALARMS.defaultValue(),
                            MonitoringOptions.DISTORTION.defaultValue());
            assertThat(second.created()).isEmpty();
            assertThat(second.existing()).containsExactlyInAnyOrderElementsOf(first.created());
            assertThat(partitions(admin, Topics.IMAGES)).isEqualTo(3);
            assertThat(partitions(admin, Topics.ALARMS)).isEqualTo(1);
            DeadLetterLimits limits = new DeadLetterLimits(limit(admin, Topics.DEAD_LETTERS));
            assertThat(limits.fitWhole(limit(admin, Topics.IMAGES)))
                    .as("the dead letter of the largest record fits whole")
                    .isTrue();
        }
        assertThat(Files.exists(data)).as("the broker's folder after its end").isFalse();
    }

    private static int partitions(Admin admin, String topic) throws Exception {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions()
                .size();
    }

    private static int limit(Admin admin, String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Integer.parseInt(admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get("max.message.bytes")
                .value());
    }
}
