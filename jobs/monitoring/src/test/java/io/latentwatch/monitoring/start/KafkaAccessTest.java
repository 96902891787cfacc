package io.latentwatch.monitoring.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class KafkaAccessTest {
    @Test
    void isTheTableInTheReadme() throws IOException {
        assertThat(Files.readString(Path.of("README.md")))
                .as("README.md: put the table that KafkaAccess makes between the lines 'acls'")
                .contains("<!-- acls -->\n" + KafkaAccess.markdown() + "<!-- /acls -->\n");
    }

    @Test
    void asksForTransactionalIdsOnlyWhereThereAreTransactions() {
        assertThat(types("at-least-once")).doesNotContain(ResourceType.TRANSACTIONAL_ID, ResourceType.CLUSTER);
        assertThat(types("exactly-once")).contains(ResourceType.TRANSACTIONAL_ID, ResourceType.CLUSTER);
    }

    private static List<ResourceType> types(String delivery) {
        MonitoringConfiguration configuration = MonitoringConfiguration.of(
                Map.of("kafka.bootstrap-servers", "broker:9092", "bundle.path", "bundle", "delivery", delivery));
        return KafkaAccess.entries(configuration, "User:job").stream()
                .map(entry -> entry.pattern().resourceType())
                .distinct()
                .toList();
    }
}
